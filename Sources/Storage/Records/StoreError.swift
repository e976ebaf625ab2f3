/// What a store can say about an access that did not succeed.
///
/// Every case but `unanswered` promises that nothing was changed.
package enum StoreError: Error, Hashable, Sendable {
    /// The store can't be reached, opened or read; the text says why, for the operator.
    case unavailable(String)
    /// Another process held the store for longer than the busy timeout.
    case locked
    /// No room is left on the device, or the file reached its limit.
    case full
    /// Too many accesses wait already; the call was refused at once.
    case busy
    /// The deadline passed before the access began, and it never will.
    case timedOut
    /// The deadline passed while the change was being written: it may be done or not. Ask again with the same ids; every
    /// operation of the contract may be repeated without doubling its effect.
    case unanswered
    /// A writer with a higher epoch owns the guild. The caller must stop playing it.
    case fenced(epoch: Int64)
    /// The stored value is not what the caller expected: it was changed by another writer in between.
    case conflict
    /// There is no such row, or it is past its time to live.
    case notFound
    /// What is stored can't be trusted: the file is damaged, no database, or holds a value outside its domain.
    case corrupted(String)
    /// The store was written by a newer build; the names are the migrations this build doesn't know.
    case newerSchema([String])
    /// The value breaks a rule of the schema: a defect of the caller.
    case invalid(String)
}

extension StoreError: CustomStringConvertible {
    /// One clause for the operator's log. Holds no stored value.
    package var description: String {
        switch self {
        case .unavailable(let reason): "the store is unavailable: \(reason)"
        case .locked: "the store is locked by another process"
        case .full: "the store's disk is full"
        case .busy: "too many accesses wait for the store"
        case .timedOut: "the store did not get to the access in time"
        case .unanswered: "the store did not answer in time; the change may have been made"
        case .fenced(let epoch): "another writer owns the guild since epoch \(epoch)"
        case .conflict: "the stored value has been changed by another writer"
        case .notFound: "no such row"
        case .corrupted(let reason): "the store is damaged: \(reason)"
        case .newerSchema(let names):
            "the store was written by a newer version (unknown migrations: \(names.joined(separator: ", ")))"
        case .invalid(let reason): "the store's rules refuse the value: \(reason)"
        }
    }
}
