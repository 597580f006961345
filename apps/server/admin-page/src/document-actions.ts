import { ask, documentPath, type DocumentNow } from './api.ts'
import { element, setText } from './element.ts'
import { say, sayWrong } from './notice.ts'
import { question } from './question.ts'

/** What can be done to a document, for the state that it is in. */
export function documentActions(
  name: string,
  refresh: () => Promise<void>,
): { readonly element: HTMLElement; show(now: DocumentNow): void } {
  let now: DocumentNow | undefined
  const button = (words: string, className: string, act: () => Promise<string | undefined>) => {
    const made = element('button', { type: 'button', textContent: words, className })
    made.addEventListener('click', () => {
      made.disabled = true
      void run(act, refresh).finally(() => {
        made.disabled = false
      })
    })
    return made
  }
  const readOnly = button('Make read-only', '', async () => {
    const isOn = now?.isReadOnly !== true
    await ask(isOn ? 'PUT' : 'DELETE', documentPath(name, '/read-only'))
    return isOn ? 'Nobody can write in it now.' : 'Who has the right can write in it again.'
  })
  const unload = button('Unload', '', async () => {
    await ask('POST', documentPath(name, '/unload'))
    return 'It was brought to disk and unloaded.'
  })
  const restore = button('Restore', 'main', async () => {
    await ask('POST', documentPath(name, '/restore'))
    return 'It is as it was.'
  })
  const remove = button('Delete', 'grave', () => removeAfterQuestion(name))
  return {
    element: element('div', { className: 'actions' }, readOnly, unload, restore, remove),
    show: (shown) => {
      now = shown
      setText(readOnly, shown.isReadOnly ? 'Let people write again' : 'Make read-only')
      readOnly.hidden = shown.deletion !== undefined
      unload.hidden = shown.room === undefined
      restore.hidden = shown.deletion?.untilMs === undefined
      setText(remove, shown.deletion ? 'Delete for good' : 'Delete')
      remove.hidden = shown.deletion !== undefined && shown.deletion.untilMs === undefined
    },
  }
}

/** Says what came of it. Never rejects. */
async function run(act: () => Promise<string | undefined>, refresh: () => Promise<void>) {
  try {
    const done = await act()
    if (done !== undefined) say(done)
    await refresh()
  } catch (error) {
    sayWrong(error)
  }
}

async function removeAfterQuestion(name: string): Promise<string | undefined> {
  const answer = await question({
    title: `Delete "${name}"?`,
    text: 'Whoever has it open is sent away. A deleted document can be restored for a while; one that is deleted for good cannot.',
    answers: { keep: 'Delete', forGood: 'Delete for good' },
  })
  if (answer === undefined) return undefined
  await ask('DELETE', documentPath(name, answer === 'forGood' ? '?forGood=1' : ''))
  return answer === 'forGood' ? 'Its content was removed.' : 'It was deleted, and can be restored.'
}
