/** What the rules say of a whole post, for the review: what forbids publishing first, then what to be careful about. */
import { placeOf, type Shown } from '../draft/findings.ts';
import { Notice } from '../ui/notice.tsx';

function titleOf(finding: Shown, isChain: boolean): string {
  const place = placeOf(finding);
  return isChain && place ? `Part ${place.part + 1}: ${finding.detail}` : finding.detail;
}

export function Findings({ found, isChain }: { found: readonly Shown[]; isChain: boolean }) {
  return (
    <div role="status" className="flex flex-col gap-3 empty:hidden">
      {found.map((finding) => (
        <Notice key={finding.pointer + finding.code} tone={finding.tone} title={titleOf(finding, isChain)}>
          {finding.remediation}
        </Notice>
      ))}
    </div>
  );
}
