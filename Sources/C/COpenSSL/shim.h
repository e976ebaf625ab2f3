#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/sha.h>

/// A P-256 key of an uncompressed point (65 bytes) and, for a private key, its scalar (32 bytes, big-endian; else NULL).
/// NULL where the point is not on the curve. In C because parameters keep pointers to their names.
static inline EVP_PKEY *copenssl_p256_key(const unsigned char *point, const unsigned char *scalar) {
    EVP_PKEY *key = NULL;
    OSSL_PARAM *parameters = NULL;
    BIGNUM *number = scalar ? BN_secure_new() : NULL;
    EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "EC", NULL);
    OSSL_PARAM_BLD *builder = OSSL_PARAM_BLD_new();
    int selection = scalar ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY;
    if (!context || !builder || (scalar && (!number || !BN_bin2bn(scalar, 32, number))))
        goto done;
    if (OSSL_PARAM_BLD_push_utf8_string(builder, OSSL_PKEY_PARAM_GROUP_NAME, "P-256", 0) != 1
        || OSSL_PARAM_BLD_push_octet_string(builder, OSSL_PKEY_PARAM_PUB_KEY, point, 65) != 1
        || (number && OSSL_PARAM_BLD_push_BN(builder, OSSL_PKEY_PARAM_PRIV_KEY, number) != 1))
        goto done;
    parameters = OSSL_PARAM_BLD_to_param(builder);
    if (!parameters || EVP_PKEY_fromdata_init(context) != 1
        || EVP_PKEY_fromdata(context, &key, selection, parameters) != 1)
        key = NULL;
done:
    OSSL_PARAM_free(parameters);
    OSSL_PARAM_BLD_free(builder);
    EVP_PKEY_CTX_free(context);
    BN_clear_free(number);
    return key;
}

/// The uncompressed point (65 bytes) of a scalar (32 bytes, big-endian). 0 where the scalar is zero or not below the order.
static inline int copenssl_p256_point(const unsigned char *scalar, unsigned char *point) {
    int result = 0;
    EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_X9_62_prime256v1);
    BN_CTX *context = BN_CTX_secure_new();
    BIGNUM *number = BN_secure_new();
    EC_POINT *product = group ? EC_POINT_new(group) : NULL;
    if (product && context && number && BN_bin2bn(scalar, 32, number)) {
        BN_set_flags(number, BN_FLG_CONSTTIME);
        if (!BN_is_zero(number) && BN_cmp(number, EC_GROUP_get0_order(group)) < 0
            && EC_POINT_mul(group, product, number, NULL, NULL, context) == 1
            && EC_POINT_point2oct(group, product, POINT_CONVERSION_UNCOMPRESSED, point, 65, context) == 65)
            result = 1;
    }
    EC_POINT_free(product);
    BN_clear_free(number);
    BN_CTX_free(context);
    EC_GROUP_free(group);
    return result;
}

/// A PEM file with a passphrase is refused; without this libcrypto would ask for it on the terminal.
static int copenssl_no_passphrase(char *buffer, int size, int writing, void *context) {
    (void)buffer, (void)size, (void)writing, (void)context;
    return -1;
}

/// The scalar (32 bytes) of a P-256 private key in PEM (PKCS#8 or SEC 1). 0 where the text holds none.
static inline int copenssl_p256_scalar(const char *pem, int length, unsigned char *scalar) {
    int result = 0;
    BIGNUM *number = NULL;
    BIO *text = BIO_new_mem_buf(pem, length);
    EVP_PKEY *key = text ? PEM_read_bio_PrivateKey(text, NULL, copenssl_no_passphrase, NULL) : NULL;
    char group[32] = "";
    if (key && EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, NULL) == 1
        && OBJ_sn2nid(group) == NID_X9_62_prime256v1
        && EVP_PKEY_get_bn_param(key, OSSL_PKEY_PARAM_PRIV_KEY, &number) == 1
        && BN_bn2binpad(number, scalar, 32) == 32)
        result = 1;
    BN_clear_free(number);
    EVP_PKEY_free(key);
    BIO_free(text);
    ERR_clear_error();
    return result;
}

/// The 64 bytes r || s of an ECDSA signature in DER (RFC 7518 §3.4). 0 where the DER is none.
static inline int copenssl_ecdsa_concatenated(const unsigned char *der, long length, unsigned char *raw) {
    int result = 0;
    ECDSA_SIG *signature = d2i_ECDSA_SIG(NULL, &der, length);
    if (signature && BN_bn2binpad(ECDSA_SIG_get0_r(signature), raw, 32) == 32
        && BN_bn2binpad(ECDSA_SIG_get0_s(signature), raw + 32, 32) == 32)
        result = 1;
    ECDSA_SIG_free(signature);
    return result;
}
