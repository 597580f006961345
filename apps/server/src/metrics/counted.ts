import { closeCodes } from '@weft/protocol'

/** Where the events of one kind are counted. */
interface Counted {
  /** The metric without `weft_` and `_total`. */
  readonly metric: string
  readonly help: string
  /** Which of the server's counters it is made of, with the value of its label. */
  readonly of: Readonly<Record<string, string>>
  /** What the values tell apart; without it, there is one counter and no label. */
  readonly label?: string
}

/** A counter whose name ends in one of a few words, each with that word for its value. */
const words = (start: string, values: readonly (string | number)[]): Record<string, string> =>
  Object.fromEntries(values.map((value) => [`${start}${value}`, String(value)]))

const CODES = Object.values(closeCodes).map(({ code }) => code)

/** All counters of the server, and the metric that each is part of. What is not here is counted as `unknown`. */
export const counted: readonly Counted[] = [
  {
    metric: 'sessions_begun',
    help: 'Connections, and channels of shared ones, that became a session.',
    of: { connected: '' },
  },
  {
    metric: 'shared_connections_begun',
    help: 'Connections taken that carry many documents.',
    of: { 'connected-shared': '' },
  },
  {
    metric: 'closed',
    help: 'Peers that were closed or refused, by close code.',
    label: 'code',
    of: words('closed.', CODES),
  },
  {
    metric: 'turned_away',
    help: 'Connections that were turned away before they were a session, by reason.',
    label: 'reason',
    of: {
      'too-many.address': 'too-many-from-address',
      'too-many.total': 'too-many-in-all',
      'connection-dropped': 'flood',
      'origin-refused': 'origin',
      'rooms-full': 'rooms-full',
    },
  },
  {
    metric: 'http_refused',
    help: 'Plain requests and upgrades that were refused, by HTTP status; 429: many at once on one connection; `tls`: no TLS came about.',
    label: 'status',
    of: words('refused.', [400, 401, 403, 404, 408, 426, 429, 431, 'tls']),
  },
  {
    metric: 'protocol_errors',
    help: 'Messages and frames that broke the protocol, by what was wrong.',
    label: 'error',
    of: {
      'transport-error': 'websocket',
      ...words('protocol-error.', [
        'EMPTY',
        'TRUNCATED',
        'TRAILING_BYTES',
        'UNKNOWN_TYPE',
        'BAD_TEXT',
        'BAD_NUMBER',
        'BAD_AWARENESS',
        'BAD_FRAGMENT',
        'BAD_UPDATE',
        'TOO_LARGE',
      ]),
    },
  },
  {
    metric: 'silent',
    help: 'Peers that gave no sign of life and were cut off.',
    of: { silent: '' },
  },
  {
    metric: 'rate_limited',
    help: 'Times that a peer was over its rate and left unread for a moment.',
    of: { 'rate-limited': '' },
  },
  {
    metric: 'slow_readers',
    help: 'Slow readers: left behind, and caught up again.',
    label: 'event',
    of: { 'left-behind': 'left-behind', 'caught-up': 'caught-up' },
  },
  {
    metric: 'awareness_dropped',
    help: 'Awareness entries that were not taken, by reason; echoes are usual.',
    label: 'reason',
    of: words('awareness-dropped.', [
      'hidden',
      'not-owned',
      'echo',
      'too-many',
      'too-large',
      'bad-clock',
    ]),
  },
  {
    metric: 'updates_refused',
    help: 'Updates that were not taken, or not in whole, by reason.',
    label: 'reason',
    of: words('update-refused.', [
      'failed',
      'too-costly',
      'too-many-waiting',
      'too-many-clients',
      'too-many-types',
      'too-many-subdocuments',
      'too-deep',
      'full',
    ]),
  },
  {
    metric: 'updates_waiting',
    help: 'Updates that wait for others which they build on, and times that all that waited was dropped.',
    label: 'event',
    of: {
      'update-incomplete': 'began',
      'pending-dropped': 'dropped',
      'pending-failed': 'failed',
    },
  },
  {
    metric: 'answers_delayed',
    help: 'Answers that wait because much lies unread, and questions that were asked again before they were answered.',
    label: 'event',
    of: { 'answer-postponed': 'postponed', 'question-replaced': 'replaced' },
  },
  {
    metric: 'document_size',
    help: 'Times that a document became large, full, or normal again.',
    label: 'level',
    of: words('document-size.', ['normal', 'large', 'full']),
  },
  {
    metric: 'documents_damaged',
    help: 'Documents of which not everything could be read, or storage lost something.',
    of: { 'document-damaged': '' },
  },
  {
    metric: 'updates_quarantined',
    help: 'Stored updates that threw or could not be decoded, and were set aside.',
    of: { 'update-quarantined': '' },
  },
  {
    metric: 'answered_early',
    help: 'Who came with nothing, and was told all that is stored while the document was still being loaded.',
    of: { 'answered-early': '' },
  },
  {
    metric: 'loads_condensed',
    help: 'Long logs that were condensed before they were loaded.',
    of: { condensed: '' },
  },
  {
    metric: 'loads_refused',
    help: 'Documents that were not loaded: too large, or too slow to build.',
    of: { 'load-refused': '' },
  },
  {
    metric: 'compactions',
    help: 'Logs that became a snapshot, or could not.',
    label: 'result',
    of: { compacted: 'done', 'compaction-failed': 'failed' },
  },
  {
    metric: 'rooms_unloaded',
    help: 'Documents that left the memory.',
    of: { unloaded: '' },
  },
  {
    metric: 'rooms_unloaded_early',
    help: 'Of those, how many left before their time because memory was short.',
    of: { 'unloaded-early': '' },
  },
  {
    metric: 'storage_errors',
    help: 'Batches that could not be brought to disk and are tried again, by error.',
    label: 'error',
    of: words('storage-failed.', [
      'CLOSED',
      'LOCKED',
      'UNKNOWN_FORMAT',
      'MISPLACED',
      'DAMAGED',
      'NO_SPACE',
      'NO_SUCH_DOCUMENT',
      'TOO_LARGE',
      'FAILED',
      'UNKNOWN',
    ]),
  },
  {
    metric: 'faults',
    help: 'Faults of the server’s own or of its surroundings, by where.',
    label: 'where',
    of: {
      'room-broken': 'room',
      'listener-error': 'listener',
      'log-failed': 'log',
      'observe-failed': 'metrics',
    },
  },
]
