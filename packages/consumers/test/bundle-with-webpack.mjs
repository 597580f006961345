// Builds the page in a folder: `node bundle-with-webpack.mjs <folder>`. What webpack warns of goes to standard error.
import { join } from 'node:path'
import webpack from 'webpack'

const [, , context] = process.argv
const compiler = webpack({
  context,
  mode: 'production',
  entry: './app.js',
  output: { path: join(context, 'webpack'), filename: 'bundle.cjs' },
  // How small it becomes is not the question here, and takes most of the time.
  optimization: { minimize: false },
  performance: false,
})
compiler.run((error, stats) => {
  const { errors, warnings } = stats?.toJson({ all: false, errors: true, warnings: true }) ?? {}
  for (const problem of [error, ...(errors ?? []), ...(warnings ?? [])]) {
    if (problem) console.error(problem.message)
  }
  compiler.close(() => {})
})
