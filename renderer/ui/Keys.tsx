import { Fragment } from 'react'

/** `g v` as two keys, one after the other. */
export function Keys({ keys }: { readonly keys: string }) {
  return (
    <span className="Keys">
      {keys.split(' ').map((key, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: keys of a sequence never change places
        <Fragment key={i}>
          {i > 0 && ' '}
          <kbd>{key}</kbd>
        </Fragment>
      ))}
    </span>
  )
}
