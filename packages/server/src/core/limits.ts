/** Bounds and times. All can be set in `createServer({ limits })`. */
export interface Limits {
  /** The largest message of a joined peer, in bytes, fragmented or not. @default 33_554_432 (32 MiB) */
  readonly maxMessageBytes: number
  /** What a peer may send in all before it has been let in, in bytes; each frame counts as at least 64; eight times that while its document loads. @default 262_144 (256 KiB) */
  readonly maxGreetingBytes: number
  /** How long a peer may take to say its first word, in milliseconds. @default 10_000 */
  readonly greetingTimeoutMs: number
  /** How long `authorize` may take to answer; then the answer is no, for now, in milliseconds. @default 30_000 */
  readonly authorizeTimeoutMs: number
  /** What all peers together may have sent of messages that are not whole yet, in bytes. Over it, the oldest of them is given up. @default 268_435_456 (256 MiB) */
  readonly maxReceivingBytes: number
  /** How long a message that has begun may take to grow by 64 KiB or to end, in milliseconds. @default 30_000 */
  readonly receiveTimeoutMs: number
  /** How many messages a second one peer may send in the long run. Faster ones are not read until it is their time. @default 1_000 */
  readonly maxMessagesPerSecond: number
  /** How many messages one peer may send at once before that counts, e.g. all that was typed offline. @default 20_000 */
  readonly maxMessageBurst: number
  /** How many bytes a second one peer may send in the long run. @default 16_777_216 (16 MiB) */
  readonly maxBytesPerSecond: number
  /** How many bytes one peer may send at once before that counts. @default 67_108_864 (64 MiB) */
  readonly maxByteBurst: number
  /** How long a peer may press against its rates without a second's rest, in milliseconds. @default 30_000 */
  readonly overRateTimeoutMs: number
  /** Connections in all, whatever they are used for and however far they have got; fewer where file descriptors are short. @default 10_000 */
  readonly maxConnections: number
  /** Connections from one address, as `clientAddress` tells it; those of this machine do not count. @default 1_000 */
  readonly maxConnectionsPerAddress: number
  /** Documents that are open at a time over one shared connection. @default 256 */
  readonly maxChannels: number
  /** How many a second may be opened over one shared connection in the long run; {@link maxChannels} at once. @default 50 */
  readonly channelsPerSecond: number
  /** Channels in all, over all shared connections. @default 100_000 */
  readonly maxChannelsInAll: number
  /** Channels of one address, as for {@link maxConnectionsPerAddress}. Each may be a document of its own, of which there are {@link maxRooms}. @default 5_000 */
  readonly maxChannelsPerAddress: number
  /** The largest head of an HTTP request on a port of our own, in bytes. @default 8_192 */
  readonly maxHeaderBytes: number
  /** How often a peer is pinged, in milliseconds; also how long a stock client hears nothing before a keepalive. @default 20_000 */
  readonly pingIntervalMs: number
  /** After how much silence a peer is given up, in milliseconds. @default 45_000 */
  readonly silenceTimeoutMs: number
  /** A peer with more unsent bytes than this is behind: it gets nothing until it has read them, then one catch-up. @default 1_048_576 */
  readonly maxBufferedBytes: number
  /** What large answers that peers have not read may take, over all documents, in bytes; what many share counts once. Over it, others wait for theirs. @default 268_435_456 (256 MiB) */
  readonly maxUnreadBytes: number
  /** How long a peer that is behind may read nothing at all, in milliseconds. @default 30_000 */
  readonly stallTimeoutMs: number
  /** The widest tick of a busy room, in milliseconds; moves of cursors may wait twice as long. 0 sends every change at once. @default 16 */
  readonly maxTickMs: number
  /** How long a room stays in memory after its last peer left, in milliseconds. @default 30_000 */
  readonly unloadDelayMs: number
  /** From which use of its memory on the process keeps no room that nobody is in, in percent of V8's heap limit or of what machine and control group allow. @default 80 */
  readonly memoryHighWaterPercent: number
  /** How many messages of one peer may wait for updates that they build on. @default 64 */
  readonly maxPendingMessages: number
  /** How many bytes of updates a room may hold that wait for others, in bytes. @default 1_048_576 */
  readonly maxPendingBytes: number
  /** How many structs and deleted ranges a room may hold that wait for updates which they build on. @default 2_048 */
  readonly maxPendingStructs: number
  /** How many structs and deleted ranges one update may have. @default 1_000_000 */
  readonly maxUpdateStructs: number
  /** How many of them may be deleted ranges: they take two or three bytes each, and much longer to read. @default 200_000 */
  readonly maxUpdateRanges: number
  /** The largest state vector that a peer may ask with, in bytes: about ten for each client ID. @default 2_097_152 (2 MiB) */
  readonly maxStateVectorBytes: number
  /** How long a peer's updates may take to apply, in milliseconds; half of the time that passes is given back. @default 10_000 */
  readonly maxApplyMs: number
  /** How much longer than is usual for their size a peer's updates may take to apply, in milliseconds; a quarter of the time that passes is given back. @default 1_000 */
  readonly maxApplyExcessMs: number
  /** How deep shared types may lie in each other, and how deep objects and arrays in one value. @default 512 */
  readonly maxNesting: number
  /** How many root types a document may have by its peers; of the last half, one peer may add a twentieth of all. @default 2_000 */
  readonly maxRootTypes: number
  /** How many subdocuments a document may have by its peers; of the last half, one peer may add a twentieth of all. @default 10_000 */
  readonly maxSubdocuments: number
  /** How far one update may move one client's clock by structs that have no content, e.g. what was deleted. @default 16_777_216 */
  readonly maxClockJump: number
  /** How many client IDs that the document does not know one peer may bring at once, beside those of its first sync step 2. @default 1_000 */
  readonly maxNewClients: number
  /** … and how many a second after that. @default 10 */
  readonly newClientsPerSecond: number
  /** From this size on a document's peers are warned, in bytes of its encoded state. @default 16_777_216 (16 MiB) */
  readonly warnDocumentBytes: number
  /** From this size on a document can only be deleted from, until it is smaller. In memory it takes about nine times that. @default 25_165_824 (24 MiB) */
  readonly maxDocumentBytes: number
  /** How many times a second a peer that asks for the state, or for who is here, is answered; asking faster, it is answered later, and only its last question. @default 4 */
  readonly maxAnswersPerSecond: number
  /** Rooms in memory. Over it, those that nobody is in are unloaded at once, and documents without a room are refused for now. @default 10_000 */
  readonly maxRooms: number
  /** Awareness entries that one connection may speak for. @default 16 */
  readonly maxAwarenessClients: number
  /** One client's awareness state, in characters of JSON. @default 16_384 */
  readonly maxAwarenessStateBytes: number
  /** Memory for edits that wait for a failing or slow disk, over all documents, in bytes; past it, writers are sent away. @default 67_108_864 */
  readonly maxUnsavedBytes: number
  /** A document is compacted when its log has this many records after the snapshot, and one for each 128 bytes of that. @default 2_000 */
  readonly compactAfterRecords: number
  /** … or this many bytes, if that is also more than its snapshot has. @default 1_048_576 */
  readonly compactAfterBytes: number
  /** What a document's snapshot and log may take in storage to be loaded, in bytes. @default 268_435_456 (256 MiB) */
  readonly maxLoadBytes: number
  /** How long a document may take to be built from what is stored, and a snapshot to be made, in milliseconds. @default 30_000 */
  readonly loadTimeoutMs: number
  /** A log of more bytes than this is condensed in a thread before it is loaded. @default 4_194_304 (4 MiB) */
  readonly condenseAfterBytes: number
  /** From how many stored bytes on somebody who has nothing of a document is answered while it is being loaded. @default 65_536 (64 KiB) */
  readonly earlyAnswerBytes: number
  /** The heap of the thread that condenses logs and builds snapshots, in bytes. @default 1_073_741_824 (1 GiB) */
  readonly maxCompactorHeapBytes: number
  /** How often a room asks a few of its peers whether they have something that it lacks, in milliseconds. @default 60_000 */
  readonly askIntervalMs: number
  /** How long after a document's last change the application is told of it, in milliseconds. @default 2_000 */
  readonly changedDebounceMs: number
  /** … and how often while it goes on changing, in milliseconds. @default 10_000 */
  readonly changedMaxWaitMs: number
}

/** The limits where none are given. */
export const defaultLimits: Limits = Object.freeze({
  maxMessageBytes: 32 * 1024 * 1024,
  maxGreetingBytes: 256 * 1024,
  greetingTimeoutMs: 10_000,
  authorizeTimeoutMs: 30_000,
  maxReceivingBytes: 256 * 1024 * 1024,
  receiveTimeoutMs: 30_000,
  maxMessagesPerSecond: 1_000,
  maxMessageBurst: 20_000,
  maxBytesPerSecond: 16 * 1024 * 1024,
  maxByteBurst: 64 * 1024 * 1024,
  overRateTimeoutMs: 30_000,
  maxConnections: 10_000,
  maxConnectionsPerAddress: 1_000,
  maxChannels: 256,
  channelsPerSecond: 50,
  maxChannelsInAll: 100_000,
  maxChannelsPerAddress: 5_000,
  maxHeaderBytes: 8_192,
  pingIntervalMs: 20_000,
  silenceTimeoutMs: 45_000,
  maxBufferedBytes: 1024 * 1024,
  maxUnreadBytes: 256 * 1024 * 1024,
  stallTimeoutMs: 30_000,
  maxTickMs: 16,
  unloadDelayMs: 30_000,
  memoryHighWaterPercent: 80,
  maxPendingMessages: 64,
  maxPendingBytes: 1024 * 1024,
  maxPendingStructs: 2_048,
  maxUpdateStructs: 1_000_000,
  maxUpdateRanges: 200_000,
  maxStateVectorBytes: 2 * 1024 * 1024,
  maxApplyMs: 10_000,
  maxApplyExcessMs: 1_000,
  maxNesting: 512,
  maxRootTypes: 2_000,
  maxSubdocuments: 10_000,
  maxClockJump: 2 ** 24,
  maxNewClients: 1_000,
  newClientsPerSecond: 10,
  warnDocumentBytes: 16 * 1024 * 1024,
  maxDocumentBytes: 24 * 1024 * 1024,
  maxAnswersPerSecond: 4,
  maxRooms: 10_000,
  maxAwarenessClients: 16,
  maxAwarenessStateBytes: 16 * 1024,
  maxUnsavedBytes: 64 * 1024 * 1024,
  compactAfterRecords: 2_000,
  compactAfterBytes: 1024 * 1024,
  maxLoadBytes: 256 * 1024 * 1024,
  loadTimeoutMs: 30_000,
  condenseAfterBytes: 4 * 1024 * 1024,
  earlyAnswerBytes: 64 * 1024,
  maxCompactorHeapBytes: 1024 * 1024 * 1024,
  askIntervalMs: 60_000,
  changedDebounceMs: 2_000,
  changedMaxWaitMs: 10_000,
})
