import { Extension } from '@tiptap/core'
import { Plugin } from '@tiptap/pm/state'
import type { Awareness } from 'y-protocols/awareness'
import type { Readable } from '../collaboration/observable.ts'
import type { Participant } from '../collaboration/participants.ts'
import { personFrom } from '../collaboration/person.ts'
import { hasSoundCaret } from './caret-guard.ts'
import { createCaret, drawPerson } from './caret-label.ts'
import { CaretLabels } from './caret-labels.ts'
import { caretPlugin } from './caret-plugin.ts'

export interface RemoteCaretsOptions {
  readonly awareness: Awareness
  /** Names and colours as they are shown elsewhere on the page. */
  readonly presence: Readable<readonly Participant[]>
  /** The Yjs root that the editor shows. */
  readonly field: string
}

/**
 * The others' carets and selections.
 *
 * In place of Tiptap's CollaborationCaret, which draws a person once, so that a new name or colour does not show; passes
 * on whatever peers publish; and puts the names into the text.
 */
export const RemoteCarets = Extension.create<RemoteCaretsOptions>({
  name: 'remoteCarets',

  // Above the sync plugin's neighbours, as CollaborationCaret has it.
  priority: 999,

  addProseMirrorPlugins() {
    const { awareness, presence, field } = this.options
    const personOf = (clientId: number) =>
      presence.get().find((participant) => participant.clientId === clientId) ??
      personFrom(awareness.getStates().get(clientId), clientId)

    const carets = caretPlugin({
      awareness,
      isShown: (clientId, state) => clientId !== awareness.clientID && hasSoundCaret(state, field),
      drawCaret: (clientId) => createCaret(clientId, personOf(clientId)),
      drawSelection: (clientId) => ({
        class: 'remote-selection',
        style: `--person: ${personOf(clientId).color}; --tint: var(--tint-${clientId})`,
      }),
    })

    const labels = new Plugin({
      view: (view) => {
        const caretLabels = new CaretLabels(view, awareness)
        const stopPresence = presence.subscribe(() => {
          for (const caret of view.dom.querySelectorAll<HTMLElement>('.remote-caret')) {
            drawPerson(caret, personOf(Number(caret.dataset['client'])))
          }
        })
        return {
          update: () => caretLabels.drawn(),
          destroy: () => {
            stopPresence()
            caretLabels.destroy()
          },
        }
      },
    })

    return [carets, labels]
  },
})
