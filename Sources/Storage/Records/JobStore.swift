/// The jobs of a voice node: stored before they are promised, kept with their outcome until they expire.
package protocol JobStore: Sendable {
    /// Stores a job, durable on return. The same id twice is one job: the second call changes nothing and is told what is
    /// stored. One conditional put.
    func accept(_ job: JobRecord) async throws(StoreError) -> JobAcceptance

    func job(_ id: String) async throws(StoreError) -> JobRecord?

    /// Jobs without an outcome, oldest first: what a restarted node still owes. Each is counted as taken up once more, durable on
    /// return. One update and one query by a sparse index.
    func takeUpUnfinished() async throws(StoreError) -> [JobRecord]

    /// Stores the outcome of a job that changed no queue. The first outcome holds: the same again is fine, another one
    /// throws `conflict`. Throws `notFound` for a job that was not accepted.
    func complete(_ id: String, outcome: String) async throws(StoreError)
}
