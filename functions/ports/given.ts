/** What an entry point must be built with, as types read from its duty's rights: one name too many or too few does not compile. */
import type { TableName } from '../../lib/core/ports.ts';
import type { QueueName } from '../../lib/core/queue.ts';
import type { DutyName, duties, ParameterName, Right } from '../duties.ts';

type RightOf<D extends DutyName> = (typeof duties)[D]['rights'][number];
type NamesIn<R> = R extends { on: 'parameters'; names: readonly (infer Name extends ParameterName)[] } ? Name : never;

/** `due` is the index of `main`. */
export type PlaceOf<D extends DutyName> = Extract<RightOf<D>['on'], TableName | 'due'>;
export type QueueOf<D extends DutyName> = { [Q in QueueName]: `${Q}-queue` extends RightOf<D>['on'] ? Q : never }[QueueName];
export type ParameterOf<D extends DutyName> = NamesIn<RightOf<D>>;
/** Duties that have such a right. */
export type DutyWith<On extends Right['on']> = { [D in DutyName]: On extends RightOf<D>['on'] ? D : never }[DutyName];

/** Beside the list of names itself: nothing if it is whole, else what the compiler is to show. */
export type Whole<Every extends string, Named extends readonly string[]> = [Exclude<Every, Named[number]>] extends [never]
  ? unknown
  : { missing: Exclude<Every, Named[number]> };
