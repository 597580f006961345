/** How much more than its budget a count may be: what another processor makes of the same work. */
const TOLERANCE = 0.02
/** A count this far below its budget is worth writing down. */
const WORTH_LOWERING = 0.04

/**
 * What each workload may take, and why it was let to.
 *
 * @typedef {{ instructions: number, reason: string }} Budget
 * @typedef {{ node: string, platform: string, budgets: Record<string, Budget> }} Budgets
 *   Another version of Node or another kind of processor takes another number of instructions.
 * @typedef {import('./count-instructions.mjs').Count} Count
 * @typedef {{ isOver: boolean, text: string }} Finding
 */

/**
 * Compares counts with their budgets.
 *
 * @param {readonly Count[]} counts
 * @param {Pick<Budgets, 'budgets'>} budgets
 * @returns {readonly Finding[]} One for each count.
 */
export function compare(counts, { budgets }) {
  return counts.map(({ name, instructions }) => {
    const budget = budgets[name]
    if (!budget) return { isOver: true, text: `${name}: ${inWords(instructions)}, and no budget` }
    const ratio = instructions / budget.instructions
    const text = `${name}: ${inWords(instructions)}, ${ratio.toFixed(3)} × its budget`
    if (ratio > 1 + TOLERANCE) return { isOver: true, text: `${text} (${budget.reason})` }
    const isLow = ratio < 1 - WORTH_LOWERING
    return { isOver: false, text: isLow ? `${text}, which can be lowered` : text }
  })
}

/**
 * The budgets of nothing that was counted, where all was: what they kept is kept no more.
 *
 * @param {readonly Count[]} counts
 * @param {Pick<Budgets, 'budgets'>} budgets
 * @returns {readonly string[]} Their names.
 */
export function uncounted(counts, { budgets }) {
  return Object.keys(budgets).filter((name) => !counts.some((count) => count.name === name))
}

/**
 * The budgets with these counts. Those that are met as they are stay, with their reason.
 *
 * @param {readonly Count[]} counts
 * @param {Budgets} budgets
 * @param {string} reason
 * @returns {Budgets}
 */
export function updated(counts, budgets, reason) {
  const changed = counts.filter(({ name, instructions }) => {
    const ratio = instructions / (budgets.budgets[name]?.instructions ?? 0)
    return !(Math.abs(ratio - 1) <= TOLERANCE)
  })
  const entries = changed.map(({ name, instructions }) => [name, { instructions, reason }])
  return { ...budgets, budgets: { ...budgets.budgets, ...Object.fromEntries(entries) } }
}

/**
 * Why counts made here cannot be held against these budgets; undefined if they can.
 *
 * @param {Pick<Budgets, 'node' | 'platform'>} budgets
 * @param {{ node: string, platform: string }} here
 */
export function incomparable({ node, platform }, here) {
  if (node === here.node && platform === here.platform) return undefined
  return `The budgets are for Node ${node} on ${platform}, and this is Node ${here.node} on ${here.platform}: nothing is judged`
}

const inWords = (instructions) => `${instructions.toLocaleString('en')} instructions`
