internal import CCurl

/// The one thread on which all transfers of a client run.
@safe
final class MultiLoop: @unchecked Sendable {
    // Sendable: other threads use only `inbox`, which has its own lock, and `watch.wake`; the rest belongs to the thread
    // that runs `run`.
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
    private let watch: DescriptorWatch
    /// When libcurl wants to be called without any descriptor being ready.
    private var timer: ContinuousClock.Instant?
    private let configuration: HTTPClientConfiguration
    private let inbox = Monitor(Inbox())
    private var transfers: [UInt64: Transfer] = [:]
    private var idsByHandle: [UnsafeMutableRawPointer: UInt64] = unsafe [:]

    init(configuration: HTTPClientConfiguration) throws(HTTPClientError) {
        guard CurlLibrary.isReady, let watch = DescriptorWatch(), let multi = unsafe curl_multi_init() else {
            throw .failed(code: CURLE_FAILED_INIT.rawValue)
        }
        self.watch = watch
        unsafe self.multi = multi
        self.configuration = configuration
        if let kept = configuration.keptConnections { unsafe ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, kept) }
        unsafe ccurl_multi_set_long(multi, CURLMOPT_MAX_TOTAL_CONNECTIONS, configuration.maximumConnections)
        unsafe ccurl_multi_set_long(multi, CURLMOPT_MAX_HOST_CONNECTIONS, configuration.maximumConnectionsPerHost)
        // Unretained: libcurl calls back on the loop thread only, which keeps this object.
        let context = unsafe Unmanaged.passUnretained(self).toOpaque()
        unsafe ccurl_multi_set_socket_function(multi, loopSocketChange, context)
        unsafe ccurl_multi_set_timer_function(multi, loopTimerChange, context)
        guard PlainThread.start(name: "http-client", { self.run() }) else {
            throw .failed(code: CURLE_OUT_OF_MEMORY.rawValue)
        }
    }

    deinit {
        unsafe ccurl_multi_set_socket_function(multi, nil, nil)
        unsafe ccurl_multi_set_timer_function(multi, nil, nil)
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
        watch.wake()
    }

    private func post(_ command: Command) -> Bool {
        let accepted = inbox.update { inbox in
            if !inbox.isStopped { inbox.commands.append(command) }
            return !inbox.isStopped
        }
        if accepted { watch.wake() }
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
            watch.wait(milliseconds: timer.map(DescriptorWatch.milliseconds) ?? -1) { descriptor, events in
                var mask: Int32 = 0
                if events.contains(.readable) { mask |= CURL_CSELECT_IN }
                if events.contains(.writable) { mask |= CURL_CSELECT_OUT }
                act(Int32(truncatingIfNeeded: descriptor), mask)
            }
            if let due = timer, due <= .now {
                timer = nil
                act(CURL_SOCKET_TIMEOUT, 0)
            }
            finishDoneTransfers()
        }
        for id in Array(transfers.keys) { remove(id)?.order.sink.finish(.clientClosed) }
    }

    private func act(_ descriptor: Int32, _ events: Int32) {
        var running: Int32 = 0
        unsafe curl_multi_socket_action(multi, descriptor, events, &running)
    }

    fileprivate func watch(_ descriptor: Int32, _ what: Int32) {
        let events: Readiness =
            switch what {
            case CURL_POLL_IN: .readable
            case CURL_POLL_OUT: .writable
            case CURL_POLL_INOUT: [.readable, .writable]
            default: []
            }
        watch.watch(descriptor, for: events, tag: UInt64(descriptor))
    }

    fileprivate func setTimer(milliseconds: Int) {
        timer = milliseconds < 0 ? nil : .now + .milliseconds(milliseconds)
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

// libcurl's callbacks. `context` is the loop.

private func loopSocketChange(
    _ easy: UnsafeMutableRawPointer?, _ descriptor: curl_socket_t, _ what: Int32, _ context: UnsafeMutableRawPointer?,
    _ socketContext: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return 0 }
    unsafe Unmanaged<MultiLoop>.fromOpaque(context).takeUnretainedValue().watch(descriptor, what)
    return 0
}

private func loopTimerChange(
    _ multi: UnsafeMutableRawPointer?, _ milliseconds: Int, _ context: UnsafeMutableRawPointer?
) -> Int32 {
    guard let context = unsafe context else { return 0 }
    unsafe Unmanaged<MultiLoop>.fromOpaque(context).takeUnretainedValue().setTimer(milliseconds: milliseconds)
    return 0
}
