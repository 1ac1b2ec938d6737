// SPDX-License-Identifier: Apache-2.0
/** A time to wait for something, where the machine is as slow as GANTRY_TEST_SLOW says (10: an emulated one). */
export const slow = (milliseconds: number): number => milliseconds * Number(process.env['GANTRY_TEST_SLOW'] ?? 1)
