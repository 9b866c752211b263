/** An e-mail address, as everybody who takes one in reads it. Apart from the person, whom functions know that never see one. */
import * as z from 'zod/mini';

const addressPattern = /^[^\s@<>",;:\\()[\]]{1,64}@[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

/** One spelling per address: trimmed, lower case. Anything that cannot be one mailbox is refused. */
export const addressSchema = z.pipe(
  z.pipe(
    z.string().check(z.maxLength(254)),
    z.transform((value: string) => value.trim().toLowerCase()),
  ),
  z.string().check(z.regex(addressPattern, 'This is not one e-mail address.')),
);
