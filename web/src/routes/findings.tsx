/** What the rules say of a text: what forbids publishing, and what to be careful about. */
import type { FindingView } from '../../../lib/core/api.ts';
import { Notice } from '../ui/notice.tsx';

export function Findings({ errors, warnings }: { errors: readonly FindingView[]; warnings: readonly FindingView[] }) {
  return (
    <div role="status" className="flex flex-col gap-3 empty:hidden">
      {errors.map(({ code, detail, remediation }) => (
        <Notice key={code} tone="bad" title={detail}>
          {remediation}
        </Notice>
      ))}
      {warnings.map(({ code, detail, remediation }) => (
        <Notice key={code} tone="warn" title={detail}>
          {remediation}
        </Notice>
      ))}
    </div>
  );
}
