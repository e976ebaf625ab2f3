internal import CCurl

/// The one thread on which all transfers of a client run.
@safe
final class MultiLoop: @unchecked Sendable {
    // Sendable: other threads use only `inbox`, which has its own lock, and `curl_multi_wakeup`, which libcurl allows
    // from any thread; `transfers` and all other uses of `multi` belong to the thread that runs `run`.
    private enum Command {
        case start(TransferOrder)
        case cancel(UInt64)
        case resume(UInt64)
    }

    private struct Inbox {
        var commands: [Command] = []
        var isStopped = false
    }

    private let multi: UnsafeMutableRawPointer
    private let configuration: HTTPClientConfiguration
    private let inbox = Monitor(Inbox())
    private var transfers: [UInt64: Transfer] = [:]
    private var idsByHandle: [UnsafeMutableRawPointer: UInt64] = unsafe [:]

    init(configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        guard CurlLibrary.isReady, let multi = unsafe curl_multi_init() else {
            throw .failed(code: CURLE_FAILED_INIT.rawValue)
        }
        unsafe self.multi = multi
        self.configuration = configuration
        unsafe ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, configuration.maximumConnections)
        unsafe ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maximumConnectionsPerHost)
        guard PlainThread.start(name: "http-client", { self.run() }) else {
            throw .failed(code: CURLE_OUT_OF_MEMORY.rawValue)
        }
    }

    deinit {
        unsafe curl_multi_cleanup(multi)
    }

    // MARK: From any thread

    func start(_ order: TransferOrder) {
        if !post(.start(order)) { order.sink.finish(.clientClosed) }
    }

    func cancel(_ id: UInt64) {
        _ = post(.cancel(id))
    }

    func resume(_ id: UInt64) {
        _ = post(.resume(id))
    }

    /// Ends every transfer with `clientClosed`, then the thread.
    func stop() {
        inbox.update { $0.isStopped = true }
        unsafe curl_multi_wakeup(multi)
    }

    private func post(_ command: Command) -> Bool {
        let accepted = inbox.update { inbox in
            if !inbox.isStopped { inbox.commands.append(command) }
            return !inbox.isStopped
        }
        if accepted { unsafe curl_multi_wakeup(multi) }
        return accepted
    }

    // MARK: On the loop thread

    private func run() {
        while true {
            let (commands, isStopped) = inbox.update { inbox in
                defer { inbox.commands = [] }
                return (inbox.commands, inbox.isStopped)
            }
            commands.forEach(carryOut)
            guard !isStopped else { break }
            var running: Int32 = 0
            unsafe curl_multi_perform(multi, &running)
            finishDoneTransfers()
            // libcurl shortens the wait to its own next timer; a command wakes it.
            unsafe curl_multi_poll(multi, nil, 0, 60_000, nil)
        }
        for id in Array(transfers.keys) { remove(id)?.order.sink.finish(.clientClosed) }
    }

    private func carryOut(_ command: Command) {
        switch command {
        case .start(let order): add(order)
        case .cancel(let id): remove(id)?.order.sink.finish(.cancelled)
        case .resume(let id): transfers[id]?.unpause()
        }
    }

    private func add(_ order: TransferOrder) {
        do throws(HTTPClientError) {
            let transfer = try Transfer(order, configuration: configuration)
            transfers[order.id] = transfer
            unsafe idsByHandle[transfer.pointer] = order.id
            unsafe curl_multi_add_handle(multi, transfer.pointer)
        } catch {
            order.sink.finish(error)
        }
    }

    private func remove(_ id: UInt64) -> Transfer? {
        guard let transfer = transfers.removeValue(forKey: id) else { return nil }
        unsafe idsByHandle[transfer.pointer] = nil
        unsafe curl_multi_remove_handle(multi, transfer.pointer)
        return transfer
    }

    private func finishDoneTransfers() {
        var left: Int32 = 0
        while let message = unsafe curl_multi_info_read(multi, &left) {
            guard unsafe message.pointee.msg == CURLMSG_DONE, let handle = unsafe message.pointee.easy_handle,
                let id = unsafe idsByHandle[handle], let transfer = transfers[id]
            else { continue }
            let result = unsafe ccurl_message_result(message)
            unsafe curl_multi_remove_handle(multi, handle)
            if transfer.complete(result) {
                unsafe curl_multi_add_handle(multi, handle)
            } else {
                transfers[id] = nil
                unsafe idsByHandle[handle] = nil
            }
        }
    }
}
