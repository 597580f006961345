import type { DocumentStorage } from '../document-storage.ts'

/** A fresh, empty storage to test. */
export interface StorageUnderTest {
  readonly storage: DocumentStorage
  /** Closes what is open and clears away what it left. */
  dispose(): Promise<void>
}

/** One whose documents outlive it, and can be harmed. */
export interface DurableStorageUnderTest extends StorageUnderTest {
  /** Closes the storage and opens the same data again. */
  reopen(): Promise<DocumentStorage>
  /** Makes a stored record unreadable, as a failing disk does; the storage is open and has read nothing of it yet. */
  damageRecord(document: string, sequence: number): Promise<void>
}

/** One thing that a storage must do, named by the guarantee it follows from. */
export interface ContractCase<Subject> {
  readonly title: string
  /** Resolves when the storage that `open` gives does it; rejects with what it did instead. */
  readonly run: (open: () => Promise<Subject>) => Promise<void>
}

export function contractCase<Subject extends StorageUnderTest = StorageUnderTest>(
  title: string,
  check: (subject: Subject) => Promise<void>,
): ContractCase<Subject> {
  return {
    title,
    async run(open) {
      const subject = await open()
      try {
        await check(subject)
      } finally {
        await subject.dispose()
      }
    },
  }
}
