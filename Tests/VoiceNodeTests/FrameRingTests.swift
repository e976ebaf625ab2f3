import Foundation
import Testing

@testable import VoiceNode

struct FrameRingTests {
    private func packet(_ number: Int) -> [UInt8] {
        [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 1 + number * 37 % FrameRing.longestPacket)
    }

    @Test func `a feeder thread's packets arrive whole and in order, also around the end of the storage`() async {
        let ring = FrameRing(capacity: 4500)
        let total = 5000
        let feeder = Thread {
            for number in 0..<total {
                let isTaken = unsafe self.packet(number).withUnsafeBytes { unsafe ring.push($0) }
                #expect(isTaken)
            }
            ring.finish()
        }
        feeder.start()
        var received = 0
        var target = [UInt8](repeating: 0, count: FrameRing.longestPacket)
        loop: while true {
            let taken = unsafe target.withUnsafeMutableBytes { bytes in
                unsafe bytes.baseAddress.map { unsafe ring.pop(into: $0) } ?? .empty
            }
            switch taken {
            case .packet(let length):
                if Array(target[0..<length]) != packet(received) {
                    Issue.record("packet \(received) differs")
                    break loop
                }
                received += 1
            case .empty: await Task.yield()
            case .finished: break loop
            }
        }
        #expect(received == total)
        #expect(ring.framesTaken == total)
    }

    @Test func `a packet of the largest frame there is passes`() throws {
        let ring = FrameRing()
        let packet = [0xFC] + [UInt8](repeating: 7, count: 1275)
        var target = [UInt8](repeating: 0, count: FrameRing.longestPacket)
        #expect(unsafe packet.withUnsafeBytes { unsafe ring.push($0) })
        let taken = unsafe target.withUnsafeMutableBytes { bytes in
            unsafe bytes.baseAddress.map { unsafe ring.pop(into: $0) }
        }
        #expect(taken == .packet(1276))
        #expect(target == packet)
    }

    @Test(.timeLimit(.minutes(1)))
    func `a second reader that is ahead of the driver gets what the ring has room for`() async throws {
        let ring = FrameRing(capacity: 4500)
        let feeder = Thread {
            for _ in 0..<60 {
                let isTaken = unsafe [UInt8](repeating: 1, count: 98).withUnsafeBytes { unsafe ring.push($0) }
                if !isTaken { return }
            }
            ring.finish()
        }
        feeder.start()
        while ring.framesPushedInAll < 45 { try await Task.sleep(for: .milliseconds(1)) }
        var target = [UInt8](repeating: 0, count: FrameRing.longestPacket)
        var offset = ring.keep().offset
        // The driver takes ten, too few for the feeder to be woken, and no more.
        for _ in 0..<10 {
            _ = unsafe target.withUnsafeMutableBytes { bytes in
                unsafe bytes.baseAddress.map { unsafe ring.pop(into: $0) }
            }
        }
        var read = 0
        while read < 55 {
            let taken = unsafe target.withUnsafeMutableBytes { bytes in
                unsafe bytes.baseAddress.map { unsafe ring.peek(at: &offset, into: $0) } ?? .empty
            }
            if case .packet = taken {
                read += 1
                ring.keep(from: offset)
            } else {
                try await Task.sleep(for: .milliseconds(1))
            }
        }
        ring.cancel()
    }

    @Test func `cancelling frees a feeder that waits for room`() async {
        let ring = FrameRing(capacity: 4096)
        let pushed = await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                var count = 0
                while unsafe self.packet(30).withUnsafeBytes({ unsafe ring.push($0) }) {
                    count += 1
                    // The ring holds three of these: from here on the thread waits.
                    if count == 3 { Thread.detachNewThread { ring.cancel() } }
                }
                continuation.resume(returning: count)
            }
        }
        #expect(pushed == 4096 / (packet(30).count + 2))
    }
}
