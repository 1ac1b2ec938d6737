// SPDX-License-Identifier: Apache-2.0
//
// A quadratic in log2(shares) that meets minimum, default and maximum of both scales: 2 to 1, 1024 to 100, 262144 to
// 10000. log2 and power are written out, so that the same shares give the same weight under every libm.
#include "cgroup/controller.h"

#define SHARES_MIN 2u
#define SHARES_MAX 262144u
#define WEIGHT_MAX 10000u

// 2 artanh((m - 1) / (m + 1)) / ln 2, m from 1 to 2.
static double log2_of(double value) {
    double whole = 0, sum = 0;
    for (; value >= 2; value /= 2) whole++;
    double ratio = (value - 1) / (value + 1), power = ratio;
    for (int i = 1; i < 40; i += 2, power *= ratio * ratio) sum += power / i;
    return whole + 2 * sum / 0.69314718055994530942;
}

static double power_of_10(double exponent) {
    double whole = 1, term = 1, sum = 1;
    for (; exponent >= 1; exponent--) whole *= 10;
    for (int i = 1; i < 40; i++) {
        term *= exponent * 2.30258509299404568402 / i;
        sum += term;
    }
    return whole * sum;
}

uint64_t gty_cpu_weight(uint64_t shares) {
    if (shares <= SHARES_MIN) return 1;
    if (shares >= SHARES_MAX) return WEIGHT_MAX;
    double l = log2_of((double)shares);
    double weight = power_of_10((l * l + 125 * l) / 612 - 7.0 / 34);
    uint64_t floor = (uint64_t)weight;
    return (double)floor < weight ? floor + 1 : floor;
}
