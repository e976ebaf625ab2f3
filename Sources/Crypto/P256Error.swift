package enum P256Error: Error, Equatable {
    /// Not 32 bytes, zero, or not below the order of the group.
    case invalidScalar
    /// libcrypto failed, which it does for no input: most likely memory is exhausted.
    case libraryFailure
}
