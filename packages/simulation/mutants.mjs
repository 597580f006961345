/**
 * Deliberate bugs, each of which some seed must find. A text must be in its file exactly once.
 *
 * @typedef {{ file: string, text: string, replacement: string }} Edit
 * @type {readonly { name: string, why: string, seed: number, edits: readonly Edit[] }[]}
 */
export const mutants = [
  {
    name: 'no step 1 on join',
    why: 'What a client has and the server lost never comes up again.',
    seed: 17,
    edits: [
      {
        file: 'server/src/core/room.ts',
        text: '    this.#size.tell(member)\n    this.#asking.ask(member)\n',
        replacement: '    this.#size.tell(member)\n',
      },
    ],
  },
  {
    name: 'acknowledged before the write has ended',
    why: 'A crash right after takes what was reported saved.',
    seed: 2,
    edits: [
      {
        file: 'storage-level/src/append-records.ts',
        text: '  await session.commit(writes, { sync: true })\n',
        replacement: '  session.commit(writes, { sync: true }).catch(() => {})\n',
      },
    ],
  },
  {
    name: 'acknowledged by what is in memory',
    why: 'What the room holds is not what the disk holds.',
    seed: 2,
    edits: [
      {
        file: 'server/src/core/room-log.ts',
        text: 'acknowledgements.durable(this.#durable)',
        replacement: 'acknowledgements.durable(this.#issued)',
      },
    ],
  },
  {
    name: 'writes without sync',
    why: 'A power cut takes what only the cache had.',
    seed: 1,
    edits: [
      {
        file: 'storage-level/src/append-records.ts',
        text: 'session.commit(writes, { sync: true })',
        replacement: 'session.commit(writes, { sync: false })',
      },
    ],
  },
  {
    name: 'broadcast dropped once in seven',
    why: 'Some peers miss an edit until they happen to sync anew.',
    seed: 2,
    edits: [
      {
        file: 'server/src/core/broadcast.ts',
        text: '    const form = member.speaksExtension',
        replacement:
          '    if (Math.random() < 1 / 7) continue\n' + '    const form = member.speaksExtension',
      },
    ],
  },
  {
    name: 'compaction up to now',
    why: 'What was appended while the snapshot was built is deleted with what it covers.',
    seed: 6,
    edits: [
      {
        file: 'server/src/core/compaction.ts',
        text: '    await storage.replacePrefix(document, { sequence, pieces })\n',
        replacement:
          '    const now = (await storage.load(document))?.sequence ?? sequence\n' +
          '    await storage.replacePrefix(document, { sequence: now, pieces })\n',
      },
    ],
  },
  {
    name: 'compaction without the snapshot before',
    why: 'The second compaction deletes what the first one kept.',
    seed: 5,
    edits: [
      {
        file: 'server/src/core/compaction.ts',
        text: 'storedUpdates(stored)',
        replacement: 'storedUpdates({ ...stored, snapshot: undefined })',
      },
    ],
  },
  {
    name: 'a room that has ended is not forgotten',
    why: 'Who joins next waits for ever, and memory grows with every document.',
    seed: 1,
    edits: [
      {
        file: 'server/src/core/room-directory.ts',
        text: '        this.#entries.delete(name)\n      })\n',
        replacement: '      })\n',
      },
    ],
  },
  {
    name: 'a document is loaded while the room before it still writes',
    why: 'Two rooms serve one document, and the second does not know the last edits of the first.',
    seed: 171,
    edits: [
      {
        file: 'server/src/core/room-directory.ts',
        text: 'if (entry.room.isSettled) return',
        replacement: 'return',
      },
      {
        file: 'server/src/core/room-directory.ts',
        text: '        await entry.closed\n',
        replacement: '        this.#entries.delete(name)\n',
      },
    ],
  },
  {
    name: 'awareness not removed at the end of a connection',
    why: 'Cursors of people who have left stay behind.',
    seed: 2,
    edits: [
      {
        file: 'server/src/core/room.ts',
        text: '    this.#presence.leave(member)\n',
        replacement: '',
      },
    ],
  },
  {
    name: 'backoff cleared on open',
    why: 'A server that takes connections and drops them is tried again at full speed.',
    seed: 9,
    edits: [
      {
        file: 'provider/src/core/connection.ts',
        text: "{ ...carried(state), name: 'greeting' }",
        replacement: "{ ...carried(state), failures: 0, name: 'greeting' }",
      },
    ],
  },
  {
    name: 'backoff cleared by a welcome',
    why: 'A server that welcomes people and sends them away is met by all of them at full speed.',
    seed: 41,
    edits: [
      {
        file: 'provider/src/core/connection.ts',
        text: 'nowMs - atMs < LASTING_MS ? failuresBefore : 0',
        replacement: '0',
      },
    ],
  },
  {
    name: 'acknowledged while pending',
    why: 'An edit without its parents is on disk and in no document.',
    seed: 14,
    edits: [
      {
        file: 'server/src/core/room.ts',
        text: 'const isIntegrated = this.#document.contents.hasIntegrated(update)',
        replacement: 'const isIntegrated = true',
      },
    ],
  },
  {
    name: 'stores what the document tells of, and confirms what waits',
    why: 'What waits for its parents is told by no event, and is in no log. Alone this is harmless: nothing that waits is confirmed.',
    seed: 14,
    edits: [
      {
        file: 'server/src/core/room.ts',
        text: 'const isIntegrated = this.#document.contents.hasIntegrated(update)',
        replacement: 'const isIntegrated = true',
      },
      {
        file: 'server/src/core/room.ts',
        text: 'news.push(this.#recorded(update.update, member.identity?.id))',
        replacement:
          'if (news.length === 0 && applied.broadcast) news.push(this.#recorded(applied.broadcast, member.identity?.id))',
      },
    ],
  },
  {
    name: 'catch-up after slow reading forgotten',
    why: 'A slow reader never gets what it was not sent.',
    seed: 54,
    edits: [
      {
        file: 'server/src/core/room.ts',
        text: "    answers.sendState(member, left.leftAt, 'catchUp')\n",
        replacement: '',
      },
    ],
  },
  {
    name: 'whoever is answered early is not told of the last record',
    why: 'A state vector does not tell that a deletion is missing.',
    seed: 9,
    edits: [
      {
        file: 'server/src/core/stored-state.ts',
        text: 'of records) for (const',
        replacement: 'of records.slice(0, -1)) for (const',
      },
    ],
  },
  {
    name: 'deletions are left out of what whoever is answered early is told',
    why: 'What was deleted is there again, for as long as nobody deletes anything.',
    seed: 47,
    edits: [
      {
        file: 'server/src/core/joined-updates.ts',
        text: '([, { ranges }]) => ranges > 0',
        replacement: '() => false',
      },
    ],
  },
  {
    name: 'acknowledgements of an earlier connection count',
    why: 'A new connection confirms messages that only the old one had carried.',
    seed: 2,
    edits: [
      {
        file: 'provider/src/core/unsaved-edits.ts',
        text: '    this.#unconfirmed = []\n    this.#confirmed = 0\n',
        replacement: '',
      },
    ],
  },
  {
    name: 'history check removed',
    why: 'A document that was made anew gets all its words twice.',
    seed: 9,
    edits: [
      {
        file: 'provider/src/core/known-server.ts',
        text: 'if (before && isOtherHistory(',
        replacement: 'if (before && before.sequence < 0 && isOtherHistory(',
      },
    ],
  },
  {
    name: 'no verification after a failed write',
    why: 'LevelDB reports success for what nobody will ever read again.',
    seed: 3,
    edits: [
      {
        file: 'storage-level/src/live-database.ts',
        text: '    let { database } = this.#state\n',
        replacement:
          '    let { database } = this.#state\n' +
          "    if (database) {\n      this.#state = { status: 'open', database }\n      return\n    }\n",
      },
    ],
  },
  {
    name: 'deletions treated as no change',
    why: 'A state vector does not change by a deletion, and neither does the log.',
    seed: 2,
    edits: [
      {
        file: 'server/src/core/live-document.ts',
        text: 'countDeletes(transaction) > deletes',
        replacement: 'false',
      },
    ],
  },
  {
    name: 'silence is not taken for death by the provider',
    why: 'A half-open connection is waited on for ever.',
    seed: 8,
    edits: [
      {
        file: 'provider/src/core/liveness.ts',
        text: "return { is: 'dead', liveness, nextAtMs: nowMs }",
        replacement: "return { is: 'alive', liveness, nextAtMs: nowMs + 60_000 }",
      },
    ],
  },
  {
    name: 'silence is not taken for death by the server',
    why: 'A peer that has gone without a word is held for ever.',
    seed: 36,
    edits: [
      {
        file: 'server/src/core/heartbeat.ts',
        text: "if (nowMs - signs.heardMs >= limits.silenceTimeoutMs) return ['terminate']",
        replacement: '',
      },
    ],
  },
  {
    name: 'the server goes on asking an empty room',
    why: 'A timer is left over for each room that ever was.',
    seed: 1,
    edits: [
      {
        file: 'server/src/core/room.ts',
        text: '    this.#asking.stop()\n',
        replacement: '',
      },
    ],
  },
  {
    name: 'an acknowledgement confirms edits made since',
    why: 'What was typed while the message was on its way is not in it.',
    seed: 3,
    edits: [
      {
        file: 'provider/src/core/unsaved-edits.ts',
        text: 'this.#saved = covered.at(-1) ?? this.#saved',
        replacement: 'this.#saved = this.#made',
      },
    ],
  },
  {
    name: 'a failed batch is not tried again',
    why: 'Its edits are in memory only, and nobody is ever told that they are saved.',
    seed: 6,
    edits: [
      {
        file: 'server/src/core/writer.ts',
        text: '      this.#retryLater(error, attempt)\n      return\n',
        replacement: '      this.#writeNext()\n      return\n',
      },
    ],
  },
  {
    name: 'presence renewed by the wall clock alone',
    why: 'Who sits still at a computer whose clock was set back is seen by nobody.',
    seed: 431,
    edits: [
      {
        file: 'provider/src/core/exchange.ts',
        text: '    this.#options.presence.stayAlive()\n',
        replacement: '',
      },
    ],
  },
  {
    name: 'presence begins anew with a provider',
    why: 'Whoever has seen the document leave takes nothing of it with a lower clock.',
    seed: 115,
    edits: [
      {
        file: 'provider/src/own-awareness.ts',
        text: ', ...(left.get(doc) ?? [])',
        replacement: '',
      },
    ],
  },
  {
    name: 'counts go on over what was dropped',
    why: 'Both ends mean other messages by a count.',
    seed: 75,
    edits: [
      {
        file: 'server/src/core/room.ts',
        text: 'if (rights.canWrite && member.hasDropped)',
        replacement: 'if (false)',
      },
    ],
  },
  {
    name: 'the right to write comes, and nothing of what was kept is sent',
    why: 'What was edited without the right waits for the next connection.',
    seed: 157,
    edits: [
      {
        file: 'provider/src/core/sync-link.ts',
        text: 'if (isGranted && this.#serverStateVector)',
        replacement: 'if (false)',
      },
    ],
  },
  {
    name: 'a token is kept for ever',
    why: 'Once it has run out, nobody is let in with it.',
    seed: 6,
    edits: [
      {
        file: 'provider/src/core/document-connection.ts',
        text: 'if (isReady) this.#token = fetched.token',
        replacement: 'if (isReady) this.#token ||= fetched.token',
      },
    ],
  },
  {
    name: 'the documents of a shared connection stay in their rooms when it ends',
    why: 'They are ghosts, and their rooms are never unloaded.',
    seed: 11,
    edits: [
      {
        file: 'server/src/core/shared-connection.ts',
        text: '    for (const channel of [...this.#channels.values()]) this.#forget(channel)\n',
        replacement: '',
      },
    ],
  },
  {
    name: 'a shared connection that is lost does not tell its documents',
    why: 'They wait for ever.',
    seed: 4,
    edits: [
      {
        file: 'provider/src/socket/shared-link.ts',
        text: '    this.#endChannels(this.#close)\n',
        replacement: '',
      },
    ],
  },
]
