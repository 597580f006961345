import { wireLine } from '@weft/provider/debug'
import type { DeveloperFacts } from './developer-watch.ts'

/**
 * What the panel shows, as text for a bug report: no content of the document, no token; names of people only where they
 * are in the presence that crossed the wire.
 *
 * @param client Which browser it is.
 */
export function reportText(facts: DeveloperFacts, client: string): string {
  const { vector, messages } = facts
  const trip = facts.roundTrips.at(-1)
  const lines = [
    `Weft, ${new Date(facts.atMs).toISOString()}`,
    client,
    '',
    `connection      ${facts.connection}, ${facts.failures} failed attempts`,
    `round trip      ${trip === undefined ? 'unknown' : `${Math.round(trip)} ms`}`,
    `in              ${facts.in.messages} messages, ${facts.in.bytes} B`,
    `out             ${facts.out.messages} messages, ${facts.out.bytes} B`,
    `peers           ${facts.peers}`,
    `save state      ${facts.saveState}, ${facts.unsavedChanges} unsaved`,
    `history         ${facts.epoch ?? 'unknown'} up to ${facts.sequence ?? 'unknown'}`,
    `document        ${facts.documentBytes} B${facts.maxBytes ? ` of ${facts.maxBytes} B` : ''}`,
    `state vector    ${vector.clients} clients`,
    ...vector.shown.map(({ clientId, clock }) => `                ${clientId} up to ${clock}`),
    '',
    `last ${messages.length} messages, oldest first`,
    ...[...messages].reverse().map(wireLine),
  ]
  return `${lines.join('\n')}\n`
}
