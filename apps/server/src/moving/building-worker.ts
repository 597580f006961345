import { parentPort } from 'node:worker_threads'
import { builtFrom, isAllOf } from './built.ts'
import type { BuildingAnswer, BuildingTask } from './building-task.ts'
import { StateBuilder } from './state-builder.ts'

// What it throws, and what it needs too much of, ends this thread and nothing else.
let builder = new StateBuilder()

function answer(task: BuildingTask): BuildingAnswer {
  if (task.is === 'compare')
    return { is: 'compared', isAll: isAllOf(task.updates, task.state, task.mustBeSame) }
  for (const update of task.updates) builder.add(update)
  if (!task.isLast) return { is: 'added' }
  const { doc, problems, bytes } = builder.finish()
  builder = new StateBuilder()
  return { is: 'built', built: { ...builtFrom(doc, problems), bytes } }
}

parentPort?.on('message', (task: BuildingTask) => parentPort?.postMessage(answer(task)))
parentPort?.postMessage({ is: 'ready' } satisfies BuildingAnswer)
