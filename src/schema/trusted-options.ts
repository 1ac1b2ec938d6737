// SPDX-License-Identifier: Apache-2.0
// The command is built with this in place of check-options.ts: it makes the options itself, and no start of it is to
// wait for the validators.
export function checkFactoryOptions(): void {}
export function checkSandboxOptions(): void {}
export async function checkCreateOptions(): Promise<void> {}
export async function checkProcessOptions(): Promise<void> {}
