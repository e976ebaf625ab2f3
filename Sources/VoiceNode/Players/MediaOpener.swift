package import Audio
internal import Catalog
package import HTTPClient
package import Jobs

/// Opens what members ask for: addresses and uploaded files, over a client that is guarded against private addresses.
package struct MediaOpener: Sendable {
    private let client: HTTPClient

    package init(client: HTTPClient) {
        self.client = client
    }

    /// The medium's bytes. Nothing is connected before the first read, which is the feeder thread's.
    package func open(_ media: RequestedMedia) -> any ByteReader {
        let url =
            switch media {
            case .url(let url): url
            case .attachment(let attachment): attachment.url
            }
        return RangeResumingReader(url: url, client: client)
    }
}
