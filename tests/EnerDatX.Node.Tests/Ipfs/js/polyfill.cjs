// Node.js 22 has it; a library of js-ipfs wants it.
Promise.withResolvers ??= function () {
  let resolve, reject
  const promise = new this((ok, no) => { resolve = ok; reject = no })
  return { promise, resolve, reject }
}
