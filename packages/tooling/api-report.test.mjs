import { describe, expect, it } from 'vitest'
import { undocumentedNames } from './api-report.mjs'

const report = `
## API Report File

\`\`\`ts

// @public (undocumented)
export function bare(url: string): void;

// Warning: (ae-forgotten-export) The symbol "Other" needs to be exported by the entry point index.d.ts
//
// @public
export class Told extends Other<string> {
    constructor(url: string);
    // (undocumented)
    get ws(): WebSocket | null;
    readonly said: string;
    // (undocumented)
    readonly 'two-words': string;
}

// @public
export const numbers: {
// (undocumented)
readonly one: 1;
};

// @public (undocumented)
export interface Bare {
    name: string;
}
\`\`\`
`

describe('undocumentedNames', () => {
  it('finds what is exported without words', () => {
    expect(undocumentedNames(report, { withMembers: false })).toEqual(['bare', 'Bare'])
  })

  it('finds members, too, when they count', () => {
    expect(undocumentedNames(report, { withMembers: true })).toEqual([
      'bare',
      'Told.ws',
      "Told.'two-words'",
      'numbers.one',
      'Bare',
    ])
  })
})
