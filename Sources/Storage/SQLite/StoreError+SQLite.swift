internal import GRDB

extension StoreError {
    /// The fact behind an error of a database access. Takes SQLite's own messages over, never a stored value.
    init(_ error: any Error) {
        switch error {
        case let error as StoreError: self = error
        case let error as DatabaseError: self = Self(error)
        case is RowDecodingError: self = .corrupted("a stored value has the wrong type")
        default: self = .unavailable("\(type(of: error))")
        }
    }

    private init(_ error: DatabaseError) {
        let message = error.message ?? "no message"
        switch error.resultCode {
        case .SQLITE_BUSY, .SQLITE_LOCKED: self = .locked
        case .SQLITE_FULL: self = .full
        case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .corrupted(message)
        case .SQLITE_CONSTRAINT, .SQLITE_MISMATCH, .SQLITE_TOOBIG: self = .invalid(message)
        default: self = .unavailable("\(message) (SQLite code \(error.extendedResultCode.rawValue))")
        }
    }
}
