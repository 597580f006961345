import { expect, test } from 'vitest'
import { participantsFrom, sameParticipants } from './participants.ts'

const tab = (name: string, joinedMs: unknown, more: object = {}) => ({
  user: { name, color: '#c84341' },
  tab: { joinedMs },
  ...more,
})
const names = (states: ReadonlyMap<number, unknown>, own: number) =>
  participantsFrom(states, own).map(({ name }) => name)

test('oneself comes first and the others in the order in which they came', () => {
  const states = new Map([
    [1, tab('Cleo', 300)],
    [2, tab('Ada', 100)],
    [3, tab('Bo', 200)],
  ])
  expect(names(states, 1)).toEqual(['Cleo', 'Ada', 'Bo'])
  expect(names(states, 3)).toEqual(['Bo', 'Ada', 'Cleo'])
})

test('two tabs of one person are told apart, alike in every window', () => {
  const states = new Map([
    [7, tab('Ada', 200)],
    [3, tab('ada', 100)],
  ])
  expect(names(states, 7)).toEqual(['Ada 2', 'ada'])
  expect(names(states, 3)).toEqual(['ada', 'Ada 2'])
})

test('tabs that joined at the same moment are ordered by client ID, so that all agree', () => {
  const states = new Map([
    [9, tab('Ada', 100)],
    [4, tab('Ada', 100)],
  ])
  expect(participantsFrom(states, 0).map(({ clientId, name }) => [clientId, name])).toEqual([
    [4, 'Ada'],
    [9, 'Ada 2'],
  ])
})

test('a time of joining that is no number counts as none, and who says nothing is nobody', () => {
  const states = new Map<number, unknown>([
    [1, tab('Ada', 100)],
    [2, tab('Eve', 'soon')],
    [3, tab('Mal', Number.NaN)],
    [4, 5],
    [5, null],
    [6, {}],
  ])
  expect(names(states, 1)).toEqual(['Ada', 'Eve', 'Mal'])
})

test('a caret means editing, and a tab in the background is away whatever else', () => {
  const states = new Map([
    [1, tab('Ada', 1, { cursor: { anchor: {}, head: {} } })],
    [2, tab('Bo', 2, { cursor: null })],
    [3, tab('Cleo', 3, { cursor: { anchor: {}, head: {} }, away: true })],
  ])
  expect(participantsFrom(states, 1).map(({ activity }) => activity)).toEqual([
    'editing',
    'viewing',
    'away',
  ])
})

test('a caret that moves changes nobody in the list', () => {
  const at = (clock: number) =>
    participantsFrom(new Map([[1, tab('Ada', 1, { cursor: { anchor: clock, head: clock } })]]), 1)
  expect(sameParticipants(at(1), at(2))).toBe(true)
  expect(sameParticipants(at(1), [])).toBe(false)
  expect(sameParticipants(at(1), participantsFrom(new Map([[1, tab('Ada', 1)]]), 1))).toBe(false)
})
