import { type DocumentSize, WeftProvider, type WeftProviderOptions } from '@weft/provider'
import { indexedDb, unsavedOnDevice } from '@weft/provider/offline'
import type { Awareness } from 'y-protocols/awareness'
import * as Y from 'yjs'
import { ownKey } from '../browser/own-key.ts'
import { Announcer } from './announcer.ts'
import type { Clock } from './clock.ts'
import { ConnectionWatch } from './connection-watch.ts'
import { displayName } from './display-name.ts'
import { type DocumentKind, KindWatch } from './document-kind.ts'
import { ContentArrival } from './content-arrival.ts'
import { documentPathOf } from './document-path.ts'
import type { Draw } from './friendly-words.ts'
import { Follow } from './follow.ts'
import { forgetRefused } from './forget-refused.ts'
import type { Version } from './keep-version.ts'
import { isLinkName } from './link-name.ts'
import { LocalParticipant } from './local-participant.ts'
import { Network } from './network.ts'
import type { Readable } from './observable.ts'
import { Presence } from './presence.ts'
import type { StoredProfile } from './profile.ts'
import { documentSizeOf, providerFacts } from './provider-facts.ts'
import { SCHEMA_VERSION, SchemaWatch } from './schema-watch.ts'
import { SharedTitle } from './shared-title.ts'
import { SteadyStatus } from './steady-status.ts'
import type { StoredValue } from './stored-value.ts'
import { Trouble } from './trouble.ts'

export interface DocumentSessionOptions {
  /** `ws://host:port`, without the document. */
  readonly serverUrl: string
  readonly documentName: string
  /** What the document is to be when it is new. */
  readonly wantedKind: DocumentKind
  /** Which of two people side by side this is, in one tab of the browser; undefined for somebody alone. */
  readonly seat: string | undefined
  readonly profile: StoredProfile
  /** Where this tab keeps its colour over a reload. */
  readonly tabStorage: StoredValue
  readonly online: Readable<boolean>
  readonly clock: Clock
  readonly nowMs: number
  readonly draw: Draw
}

/** After a connection is made, how long the others may take to show up before a newcomer is news. */
const GREETING_MS = 2_000

/** One open document and all that follows from it. Knows no framework and no editor; whoever opens it closes it. */
export class DocumentSession {
  readonly documentName: string
  /** Whether it is read by a link: nothing can be changed, and the others do not see that anybody is here. */
  readonly byLink: boolean
  readonly doc = new Y.Doc()
  readonly title: SharedTitle
  /** What the document is called, to be shown. */
  readonly displayName: Readable<string>
  readonly network: Network
  readonly provider: WeftProvider
  readonly kind: KindWatch
  /** Whether this editor knows what the document holds. */
  readonly schema: SchemaWatch
  readonly presence: Presence
  readonly documentSize: Readable<DocumentSize | undefined>
  /** Whether there is a text to work with. */
  readonly content: ContentArrival
  /** How things are. */
  readonly status: ConnectionWatch
  /** The same for the eye, without words that would flicker. */
  readonly shownStatus: SteadyStatus
  readonly trouble: Trouble
  /** Whom this tab follows, and who follows it. */
  readonly follow: Follow
  readonly announcer: Announcer
  readonly self: LocalParticipant
  readonly profile: StoredProfile
  readonly #serverUrl: string
  #isKept = false
  readonly #close: () => void

  constructor(options: DocumentSessionOptions) {
    const { serverUrl, documentName, seat, profile, tabStorage } = options
    const { online, clock, nowMs, draw } = options
    this.documentName = documentName
    this.byLink = isLinkName(documentName)
    this.#serverUrl = serverUrl
    this.profile = profile
    this.title = new SharedTitle(this.doc)
    this.displayName = displayName(this.title, documentName)
    this.network = new Network(online)
    this.provider = new WeftProvider(serverUrl, documentPathOf(documentName), this.doc, {
      WebSocketPolyfill: this.network.WebSocket,
      ...this.#offlineCopy(seat),
      // Two people side by side are in one browser and meet at the server all the same.
      disableBc: seat !== undefined,
    })
    this.kind = new KindWatch(this.provider, options.wantedKind)
    const { awareness } = this.provider
    this.self = new LocalParticipant({
      awareness,
      profile,
      stored: tabStorage,
      documentName,
      nowMs,
      draw,
    })
    this.presence = new Presence(awareness)
    this.follow = new Follow(awareness, this.provider, clock)
    this.documentSize = documentSizeOf(this.provider)
    const content = new ContentArrival(this.provider)
    this.content = content
    // Nothing that happens to a reader's text gets to anybody else.
    const version = this.byLink ? Infinity : SCHEMA_VERSION
    this.schema = new SchemaWatch(this.doc, () => content.get(), version)
    const { network } = this
    this.status = new ConnectionWatch(
      { provider: providerFacts(this.provider), online: network.online, content },
      clock,
    )
    this.shownStatus = new SteadyStatus(this.status, clock)
    this.trouble = new Trouble(this.status, clock)
    const stopForgetting = forgetRefused(this.provider, () =>
      unsavedOnDevice(databaseName(seat, this.provider)),
    )
    this.announcer = new Announcer(clock)
    const stopAnnouncing = this.#announce(clock)
    this.#close = () => {
      stopAnnouncing()
      this.schema.destroy()
      this.kind.destroy()
      stopForgetting()
      this.trouble.destroy()
      this.shownStatus.destroy()
      this.status.destroy()
      this.follow.destroy()
      this.presence.destroy()
      this.self.destroy()
      this.title.destroy()
      this.provider.destroy()
      this.doc.destroy()
    }
  }

  get awareness(): Awareness {
    return this.provider.awareness
  }

  /** Tries to connect now instead of after the pause. */
  retry(): void {
    this.provider.connect()
  }

  /**
   * Keeps what is here as a document of its own, and resolves with that one's name.
   *
   * @param keep Puts it there, and resolves with the name.
   * @throws {Error} When the server does not take it. Then all is as it was.
   */
  async keepVersion(keep: (version: Version) => Promise<string>): Promise<string> {
    const { documentName, doc, provider } = this
    const epoch = provider.epoch ?? ''
    const name = await keep({ serverUrl: this.#serverUrl, documentName, epoch, doc })
    this.#isKept = true
    await this.forgetCopy()
    return name
  }

  /** Whether what is not on the server outlives this tab: on this device, or as a document of its own. */
  get isKept(): boolean {
    return this.#isKept || this.provider.offline?.state.name === 'keeping'
  }

  /** Removes what this device has kept of the document. What is open stays as it is. */
  async forgetCopy(): Promise<void> {
    try {
      await this.provider.offline?.clear()
    } catch {
      // Where it cannot be removed, it could not be read either.
    }
  }

  close(): void {
    this.#close()
  }

  /** What a link lets one read, it lets one read as long as it works. */
  #offlineCopy(seat: string | undefined): WeftProviderOptions {
    if (this.byLink) return {}
    return {
      offline: indexedDb({
        databaseName: (documentName, serverUrl) => databaseName(seat, { documentName, serverUrl }),
      }),
    }
  }

  #announce(clock: Clock): () => void {
    const { announcer, presence, provider } = this
    let cancelBegin: (() => void) | undefined
    const synced = (isSynced: boolean) => {
      cancelBegin?.()
      announcer.pause()
      if (isSynced) {
        cancelBegin = clock.after(GREETING_MS, () => announcer.begin(presence.get()))
      }
    }
    provider.on('sync', synced)
    const stopPresence = presence.subscribe(() => announcer.update(presence.get()))
    return () => {
      provider.off('sync', synced)
      stopPresence()
      cancelBegin?.()
      announcer.pause()
    }
  }
}

/** Where a document is kept: of two people side by side each has a copy. */
function databaseName(
  seat: string | undefined,
  { serverUrl, documentName }: Pick<WeftProvider, 'serverUrl' | 'documentName'>,
): string {
  return `${ownKey(seat === undefined ? 'weft' : `weft-${seat}`)}:${serverUrl}/${documentName}`
}
