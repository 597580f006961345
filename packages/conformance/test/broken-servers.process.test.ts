import { describe, expect, test } from 'vitest'
import { runSuite } from '../src/run-suite.ts'
import { suite } from '../src/suite.ts'
import { startTinyServer, type Flaw } from './tiny-server.ts'
import { yWebsocketWire } from '../src/y-websocket-wire.ts'

/** What each mistake must be seen by, and in which words. */
const seen: readonly (readonly [Flaw, string, RegExp])[] = [
  ['answers-nothing', 'join.answers-step-1', /a message of type "step 2"; seen: 1 × step 1/],
  ['asks-nobody', 'join.asks-back', /a message of type "step 1"; seen: 1 × step 2/],
  ['answers-before-it-has-loaded', 'join.state-before-answer', /had 0 of 2,000 characters/],
  ['answers-with-everything', 'join.only-what-is-missing', /was sent 100\d\d\d bytes/],
  ['passes-on-six-updates-in-seven', 'sync.every-edit', /all have the same document/],
  ['passes-on-six-updates-in-seven', 'sync.converges', /all have the same document/],
  ['loses-deletions', 'sync.deletions-reach-others', /the deletion comes/],
  ['loses-deletions', 'reconnect.deletions', /the deletion comes/],
  ['loses-deletions', 'gap.deletion', /what is left is there/],
  ['keeps-edits-from-those-who-are-there', 'sync.update-reaches-others', /the edit comes/],
  ['ignores-step-2', 'sync.answer-reaches-others', /it comes/],
  ['ignores-step-2', 'sync.unasked-step-2', /it comes/],
  ['ignores-step-2', 'reconnect.both-sides-edited', /all have the same document/],
  ['ignores-step-2', 'reconnect.everybody-left', /all have the same document/],
  ['sends-garbage', 'sync.update-reaches-others', /the server sent what throws/],
  ['asks-for-no-parents', 'gap.asked-for', /another message of type "step 1"/],
  ['forgets-who-left', 'awareness.removed-on-cut', /Ann is gone/],
  ['forgets-who-left', 'awareness.removed-on-close', /Ann is gone/],
  ['tells-newcomers-of-nobody', 'awareness.join-sees-present', /Ann is seen/],
  ['believes-strangers', 'awareness.no-removal-by-others', /a stranger made somebody disappear/],
  ['believes-strangers', 'awareness.no-spoofing', /a stranger made the others see "Mallory"/],
  ['compares-names-without-case', 'documents.isolated', /also has what was written in/],
  ['keeps-documents-in-an-object', 'documents.prototype-names', /closed with 1011/],
  ['closes-with-1000', 'closing.unknown-type-4400', /closed with 1000/],
  ['never-pings', 'heartbeat.pings', /a ping; seen/],
  ['never-says-a-word-in-silence', 'heartbeat.data-frame', /a data frame; seen/],
  ['takes-the-beginning-of-bad-updates', 'malformed.cut-deletions', /what makes a client throw/],
  ['passes-on-bad-states', 'malformed.awareness-no-json', /what makes a client throw/],
]

const casesCalled = (ids: readonly string[]) => suite.filter(({ id }) => ids.includes(id))

/** How the cases end on a server that has all of it right but the flaws. */
async function verdictsOf(ids: readonly string[], patience: number, ...flaws: readonly Flaw[]) {
  const url = await startTinyServer(...flaws)
  const target = { url, wire: yWebsocketWire, controls: {}, patience }
  const results = await runSuite(casesCalled(ids), target)
  return new Map(results.map((result) => [result.case.id, result.verdict]))
}

/** Empty if the case sees the flaw, in these words; else what it says. */
async function blindnessTo([flaw, caseId, words]: (typeof seen)[number]) {
  // The mistake is there from the start: there is nothing to wait for.
  const patience = caseId.startsWith('heartbeat') ? 0.1 : 0.3
  const verdict = (await verdictsOf([caseId], patience, flaw)).get(caseId)
  const isSeen = verdict?.type === 'fail' || verdict?.type === 'differs'
  return isSeen && words.test(verdict.seen) ? [] : [{ flaw, caseId, verdict }]
}

describe('the suite', () => {
  test('sees each mistake of a server', async () => {
    const missed: unknown[] = []
    const left = [...seen]
    const worker = async () => {
      for (let next = left.shift(); next; next = left.shift())
        missed.push(...(await blindnessTo(next)))
    }
    await Promise.all([worker(), worker(), worker(), worker(), worker(), worker()])
    expect(missed).toEqual([])
  }, 60_000)

  test('and passes the same server without mistakes', async () => {
    const ids = [...new Set(seen.map(([, caseId]) => caseId))]
    const verdicts = await verdictsOf(ids, 3)
    expect(verdicts).toEqual(new Map(ids.map((id) => [id, { type: 'pass' }])))
  }, 60_000)

  test('sees who is forgotten when they do not read, and passes who is not', async () => {
    const id = 'slow-reader.ends-complete'
    expect((await verdictsOf([id], 0.2, 'forgets-slow-readers')).get(id)).toHaveProperty(
      'seen',
      expect.stringMatching(/it has everything/),
    )
    expect((await verdictsOf([id], 3)).get(id)).toEqual({ type: 'pass' })
  }, 60_000)

  test('has an id for each case, of its own, which begins with the group', () => {
    const ids = suite.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const id of ids) expect(id).toMatch(/^[a-z-]+\.[a-z0-9-]+$/)
  })

  test('ends in time, and says so, whatever a server does', async () => {
    const endless = {
      id: 'join.endless',
      says: '',
      source: '',
      limitMs: 50,
      isAlone: true,
    } as const
    const url = await startTinyServer()
    const run = () => new Promise<undefined>(() => undefined)
    const target = { url, wire: yWebsocketWire, controls: {} }
    const [result] = await runSuite([{ ...endless, run }], target)
    expect(result?.verdict).toEqual({ type: 'fail', seen: 'did not end within 0.05 s' })
  })

  test('tries nothing more when the server is gone, and says after which case', async () => {
    const cases = suite.filter(({ id }) => ['malformed.fuzz', 'malformed.cut-update'].includes(id))
    const target = { url: 'ws://127.0.0.1:1', wire: yWebsocketWire, controls: {} }
    const results = await runSuite(cases, target)
    expect(results.map(({ verdict }) => verdict.type)).toEqual(['fail', 'fail'])
    expect(results[1]?.verdict).toHaveProperty(
      'seen',
      `not tried: the server was gone after ${cases[0]?.id}`,
    )
  })
})
