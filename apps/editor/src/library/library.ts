import type { Clock } from '../collaboration/clock.ts'
import { Observable } from '../collaboration/observable.ts'
import { cleanTitle, titleFromName } from '../collaboration/title-words.ts'
import type { RecentDocuments } from '../start/recent-documents.ts'
import { library as words } from '../strings/library.ts'
import {
  type DeletedDocument,
  deleteDocument,
  fetchDeleted,
  restoreDocument,
} from './deleted-documents.ts'
import { Notices } from './notice.ts'
import { fetchServerDocuments } from './server-documents.ts'
import { ServerList } from './server-list.ts'

/** A document as somebody sees it in a list. */
export interface NamedDocument {
  readonly name: string
  readonly title: string | undefined
}

/** What is shown for a document. */
export function shownName({ name, title }: NamedDocument): string {
  return title ?? titleFromName(name)
}

/** The documents that one can see and what can be done with them as wholes. Knows no framework. */
export class Library {
  readonly list: ServerList
  /** What was deleted and can be restored. */
  readonly deleted = new Observable<readonly DeletedDocument[]>([])
  readonly notices: Notices
  readonly recent: RecentDocuments
  readonly #serverUrl: string

  /** @param serverUrl `ws://host:port`, without the document. */
  constructor(recent: RecentDocuments, serverUrl: string, clock: Clock) {
    this.recent = recent
    this.#serverUrl = serverUrl
    this.list = new ServerList(fetchServerDocuments, clock)
    this.notices = new Notices(clock)
  }

  /** Asks the server for everything anew. */
  async refresh(): Promise<void> {
    await Promise.all([this.list.refresh(), this.#refreshDeleted()])
  }

  /** Deletes a document, and offers to take it back. */
  async delete(document: NamedDocument): Promise<void> {
    const { name } = document
    // Before the server is asked: a tab that has it open forgets it as soon as it hears of this, for this one too.
    const remembered = this.recent.get().find((each) => each.name === name)
    const answer = await deleteDocument(name)
    if (answer.is === 'refused' || answer.is === 'failed') {
      this.notices.show(words.notDeleted[answer.is])
      return
    }
    this.recent.removed(name)
    this.list.removed(name)
    // One that is not there any more was deleted by somebody else; what is left is to forget it.
    if (answer.is === 'not-there') {
      this.notices.show(words.notThere(shownName(document)))
      return
    }
    this.notices.show(words.deletedNotice(shownName(document)), () => {
      this.notices.dismiss()
      if (remembered) this.recent.restored(remembered)
      void this.restore(document)
    })
    await this.#refreshDeleted()
  }

  async restore(document: NamedDocument): Promise<void> {
    const answer = await restoreDocument(document.name)
    const isDone = answer.is === 'answered'
    this.notices.show((isDone ? words.restored : words.notRestored)(shownName(document)))
    await this.refresh()
  }

  /**
   * Gives a document that is not open here another title. An empty one takes its title away.
   *
   * @throws {Error} When the server does not let us, or does not answer.
   */
  async rename({ name }: NamedDocument, title: string): Promise<void> {
    // The provider is in the documents' own code, which the lists need only now.
    const { renameDocument } = await import('./rename-document.ts')
    await renameDocument(this.#serverUrl, name, cleanTitle(title) ?? '')
    this.list.retitled(name, cleanTitle(title))
    this.recent.retitled(name, cleanTitle(title))
  }

  stop(): void {
    this.list.stop()
    this.notices.dismiss()
  }

  async #refreshDeleted(): Promise<void> {
    const answer = await fetchDeleted()
    if (answer.is === 'answered') this.deleted.set(answer.value)
  }
}
