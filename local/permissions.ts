/** Resource policies of functions: which AWS service may invoke which function. */
import * as z from 'zod';
import type { Templates } from './template.ts';

const permissionSchema = z.looseObject({
  FunctionName: z.string(),
  Principal: z.string(),
  Action: z.string(),
  SourceArn: z.string().optional(),
});

const matches = (pattern: string, text: string) =>
  new RegExp(
    `^${pattern
      .split('*')
      .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  ).test(text);

/** Whether a `Lambda::Permission` lets this service call on behalf of this source. */
export function mayInvoke(templates: Templates, functionName: string, principal: string, sourceArn: string): boolean {
  return templates.ofType('AWS::Lambda::Permission').some(({ properties }) => {
    const permission = permissionSchema.parse(properties);
    const target = templates.find('AWS::Lambda::Function', permission.FunctionName).names.ref;
    const isAction = ['lambda:InvokeFunction', 'lambda:*'].includes(permission.Action);
    return (
      isAction &&
      target === functionName &&
      permission.Principal === principal &&
      (!permission.SourceArn || matches(permission.SourceArn, sourceArn))
    );
  });
}
