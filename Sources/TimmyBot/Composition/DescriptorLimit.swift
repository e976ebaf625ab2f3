internal import Foundation

/// How many files and sockets this process may have open.
enum DescriptorLimit {
    /// Five hundred calls need a few thousand: a websocket, a UDP socket and a media stream or two each.
    private static let wanted: rlim_t = 16_384

    /// Raises the soft limit as far as the hard one allows. Less is enough for fewer calls, so a refusal is no error.
    static func raise() {
        var limit = rlimit()
        guard unsafe getrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < wanted
        else { return }
        limit.rlim_cur = min(wanted, limit.rlim_max)
        _ = unsafe setrlimit(Int32(RLIMIT_NOFILE.rawValue), &limit)
    }
}
