// SPDX-License-Identifier: Apache-2.0

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // Node's decoder is some fifty times faster; elsewhere atob is what every engine has.
  if (typeof Buffer === 'function') return new Uint8Array(Buffer.from(text, 'base64'))
  return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
}
