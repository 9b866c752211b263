/** `npm run docs`: writes the documents that are made from the program. */
import { writeFile } from 'node:fs/promises';
import { dataMapDoc, dataMapPath } from './house/data-map-doc.ts';

await writeFile(dataMapPath, dataMapDoc());
process.stdout.write(`${dataMapPath}\n`);
