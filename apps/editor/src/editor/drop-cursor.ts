import { Extension } from '@tiptap/core'
import { Plugin, type PluginView } from '@tiptap/pm/state'

/** Shows where something that is dragged would go. Loaded when something first is dragged over the text. */
export const DropCursor = Extension.create({
  name: 'dropCursor',

  addProseMirrorPlugins: () => [
    new Plugin({
      view: (view) => {
        let drawn: PluginView | undefined
        const begin = async () => {
          const { dropCursor } = await import('@tiptap/pm/dropcursor')
          const plugin = dropCursor({ color: false, class: 'drop-cursor' })
          if (!view.isDestroyed) drawn = plugin.spec.view?.call(plugin, view)
        }
        const dragged = () => void begin()
        view.dom.addEventListener('dragenter', dragged, { once: true })
        return {
          update: (now, before) => drawn?.update?.(now, before),
          destroy: () => {
            view.dom.removeEventListener('dragenter', dragged)
            drawn?.destroy?.()
          },
        }
      },
    }),
  ],
})
