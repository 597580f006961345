import { strings } from '../strings.ts'

/** Grey lines where the text will be. */
export function Skeleton() {
  return (
    <div className="skeleton" role="img" aria-label={strings.editor.loading}>
      {['title', 'long', 'long', 'short', 'long', 'short'].map((length, index) => (
        <div key={index} data-length={length} />
      ))}
    </div>
  )
}
