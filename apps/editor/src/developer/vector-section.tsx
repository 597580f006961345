import { developer as strings } from '../strings/developer.ts'
import type { VectorSummary } from './state-vector.ts'

/** How many edits of each client are here. */
export function VectorSection({ vector }: { readonly vector: VectorSummary }) {
  const words = strings.vector
  const hidden = vector.clients - vector.shown.length
  return (
    <details className="developer-section">
      <summary>
        {words.title} <span className="developer-hint">{words.clients(vector.clients)}</span>
      </summary>
      <table className="developer-table">
        <thead>
          <tr>
            <th scope="col">{words.client}</th>
            <th scope="col">{words.clock}</th>
          </tr>
        </thead>
        <tbody>
          {vector.shown.map(({ clientId, clock, name, isSelf }) => (
            <tr key={clientId}>
              <th scope="row">
                <code>{clientId}</code> {isSelf ? words.self : name}
              </th>
              <td>{clock}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {hidden > 0 && <p className="developer-hint">{words.more(hidden)}</p>}
    </details>
  )
}
