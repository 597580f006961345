let mutation

export function initialize(data) {
  mutation = data
}

/** Loads modules as ever, but for the mutated file. Fails if the text to be replaced is not in it. */
export async function load(url, context, nextLoad) {
  const loaded = await nextLoad(url, context)
  if (!url.endsWith(mutation.file)) return loaded
  const source = String(loaded.source)
  if (!source.includes(mutation.text))
    throw new Error(`Cannot mutate ${mutation.file}: it does not have "${mutation.text}"`)
  return { ...loaded, source: source.replace(mutation.text, () => mutation.replacement) }
}
