/// How ffmpeg is called. Nothing in it comes from outside but the position, which is a number.
enum FFmpegCommand {
    /// Containers that carry one piece of sound in themselves. Playlists, and whatever else names other media to be
    /// opened (HLS, DASH, concat), are not among them.
    private static let formats = [
        "aac", "ac3", "aiff", "amr", "ape", "asf", "au", "avi", "caf", "dsf", "dts", "eac3", "flac", "flv", "matroska",
        "mov", "mp3", "mpc", "mpc8", "mpeg", "mpegts", "ogg", "tak", "tta", "w64", "wav", "wv", "xwma",
    ]

    /// Sound only: a cover picture or a film's image never meets a decoder.
    private static let codecs = [
        "aac", "aac_latm", "ac3", "adpcm_ima_qt", "adpcm_ima_wav", "adpcm_ms", "adpcm_swf", "adpcm_yamaha", "alac",
        "amrnb", "amrwb", "ape", "cook", "dca", "dsd_lsbf", "dsd_lsbf_planar", "dsd_msbf", "dsd_msbf_planar", "eac3",
        "flac", "gsm", "gsm_ms", "mace3", "mace6", "mp1", "mp1float", "mp2", "mp2float", "mp3", "mp3float", "mpc7",
        "mpc8", "nellymoser", "opus", "pcm_alaw", "pcm_f32be", "pcm_f32le", "pcm_f64be", "pcm_f64le", "pcm_mulaw",
        "pcm_s16be", "pcm_s16be_planar", "pcm_s16le", "pcm_s16le_planar", "pcm_s24be", "pcm_s24le", "pcm_s24le_planar",
        "pcm_s32be", "pcm_s32le", "pcm_s32le_planar", "pcm_s8", "pcm_u16be", "pcm_u16le", "pcm_u8", "qdm2", "tak",
        "truehed", "tta", "vorbis", "wavpack", "wmalossless", "wmapro", "wmav1", "wmav2", "wmavoice",
    ]

    /// Reads the medium from descriptor 0 and writes stereo Float32 at 48 kHz to descriptor 1.
    ///
    /// `start` in frames of 20 ms is decoded and left out (`-ss` behind `-i`), for no position can be sought in a pipe.
    /// Sound leaves in blocks of 32 KiB, some 85 ms (`-flush_packets 0`): a write for each decoded frame costs more.
    static func arguments(start: Int) -> [String] {
        var arguments = [
            "ffmpeg", "-nostdin", "-hide_banner", "-loglevel", "error", "-nostats",
            "-protocol_whitelist", "pipe", "-format_whitelist", formats.joined(separator: ","),
            "-codec_whitelist", codecs.joined(separator: ","),
            "-probesize", "1048576", "-analyzeduration", "3000000", "-threads", "1", "-i", "pipe:0",
            "-map", "0:a:0", "-vn", "-sn", "-dn",
        ]
        if start > 0 {
            let hundredths = start % 50 * 2
            arguments += ["-ss", "\(start / 50).\(hundredths < 10 ? "0" : "")\(hundredths)"]
        }
        return arguments + [
            "-ac", "2", "-ar", "48000", "-f", "f32le", "-threads", "1", "-flush_packets", "0", "pipe:1",
        ]
    }

    /// All that the child sees of an environment.
    static let environment = ["LC_ALL=C", "AV_LOG_FORCE_NOCOLOR=1"]
}
