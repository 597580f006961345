import type { ReactNode } from 'react'
import { developer as strings } from '../strings/developer.ts'
import type { DeveloperFacts } from './developer-watch.ts'
import { formatBytes } from './format-bytes.ts'
import { Sparkline } from './sparkline.tsx'
import type { Traffic } from './traffic.ts'

interface FactsProps {
  readonly facts: DeveloperFacts
}

/** How the connection does, and what went over it. */
export function ConnectionSection({ facts }: FactsProps) {
  const words = strings.connection
  const { connection, roundTrips, failures, retryInMs, peers } = facts
  const trip = roundTrips.at(-1)
  return (
    <section className="developer-section" aria-label={words.title}>
      <h3>{words.title}</h3>
      <dl className="facts">
        <Fact name={words.state}>{words.states[connection]}</Fact>
        <Fact name={words.roundTrip}>
          <Sparkline values={roundTrips} />
          {trip === undefined ? strings.document.unknown : `${Math.round(trip)} ms`}
        </Fact>
        <Fact name={words.peers}>{peers}</Fact>
        <Fact name={words.failures}>{failures}</Fact>
        {retryInMs !== undefined && <Fact name={words.retry}>{words.retryIn(retryInMs)}</Fact>}
      </dl>
      <table className="developer-table">
        <caption className="visually-hidden">{words.since}</caption>
        <thead>
          <tr>
            <th scope="col">{words.traffic}</th>
            <th scope="col">{words.messages}</th>
            <th scope="col">{words.bytes}</th>
            <th scope="col">{words.rate}</th>
          </tr>
        </thead>
        <tbody>
          <TrafficRow name={words.in} traffic={facts.in} />
          <TrafficRow name={words.out} traffic={facts.out} />
        </tbody>
      </table>
      <p className="developer-hint">{words.since}.</p>
    </section>
  )
}

/** How the document does. */
export function DocumentSection({ facts }: FactsProps) {
  const words = strings.document
  const { saveState, unsavedChanges, epoch, sequence, documentBytes, maxBytes } = facts
  const size = formatBytes(documentBytes)
  return (
    <section className="developer-section" aria-label={words.title}>
      <h3>{words.title}</h3>
      <dl className="facts">
        <Fact name={words.saveState}>{saveState}</Fact>
        <Fact name={words.unsaved}>{unsavedChanges}</Fact>
        <Fact name={words.size}>
          {maxBytes === undefined ? size : words.sizeOf(size, formatBytes(maxBytes))}
        </Fact>
        <Fact name={words.sequence}>{sequence ?? words.unknown}</Fact>
        <Fact name={words.epoch}>
          <code>{epoch ?? words.unknown}</code>
        </Fact>
      </dl>
    </section>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function TrafficRow({ name, traffic }: { readonly name: string; readonly traffic: Traffic }) {
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>{traffic.messages}</td>
      <td>{formatBytes(traffic.bytes)}</td>
      <td>{formatBytes(traffic.bytesPerSecond)}</td>
    </tr>
  )
}
