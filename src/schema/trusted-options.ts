// SPDX-License-Identifier: Apache-2.0
// The command is built with this in place of check-options.ts: it makes these options itself, and no start of it is to
// wait for the validators.
export function checkFactoryOptions(): void {}
export async function checkCreateOptions(): Promise<void> {}
export async function checkProcessOptions(): Promise<void> {}
