/**
 * Sends each process a question, and resolves with their answers. Rejects when one of them ends before it has answered.
 *
 * @param question From the process's number.
 */
export function askAll(children, question) {
  return Promise.all(
    children.map(
      (child, index) =>
        new Promise((resolve, reject) => {
          const ended = (code) => reject(new Error(`a process of clients ended with ${code}`))
          child.once('exit', ended)
          child.once('message', (answer) => {
            child.off('exit', ended)
            resolve(answer)
          })
          child.send(question(index))
        }),
    ),
  )
}
