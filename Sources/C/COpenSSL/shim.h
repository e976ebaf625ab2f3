#pragma once

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
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
