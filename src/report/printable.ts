// SPDX-License-Identifier: Apache-2.0
// Text of a config on a terminal. What would move the cursor, change colours or turn the reading direction is shown as
// its escape: names, keys and values are whoever's who wrote the config.

const steering = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu

/** The text on one line, safe to show. */
export function printable(text: string): string {
  return text.replace(steering, (character) => {
    if (character === '\t') return '  '
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}
