/// How far the audit history has been followed: what lies behind has had its messages.
package protocol AuditCursorStore: Sendable {
    /// Nil before anything was followed.
    func auditCursor() async throws(StoreError) -> Int64?

    /// Never moves back.
    func setAuditCursor(_ sequence: Int64) async throws(StoreError)
}
