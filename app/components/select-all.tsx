import { useEffect, useRef, useState } from "react";

/** Ticks every row of its own form. Works by script only, so it appears with the script. */
export function SelectAll({ name }: { name: string }) {
  const ref = useRef<HTMLInputElement>(null);
  const [isReady, setIsReady] = useState(false);
  useEffect(() => setIsReady(true), []);
  useEffect(() => {
    const form = isReady ? ref.current?.form : undefined;
    if (!form) return;
    const follow = () => {
      const boxes = rowBoxes(form, name);
      const ticked = boxes.filter((box) => box.checked).length;
      if (!ref.current) return;
      ref.current.checked = ticked > 0 && ticked === boxes.length;
      ref.current.indeterminate = ticked > 0 && ticked < boxes.length;
    };
    form.addEventListener("change", follow);
    return () => form.removeEventListener("change", follow);
  }, [isReady, name]);
  if (!isReady) return <span className="sr-only">Ticked</span>;
  return (
    <input
      ref={ref}
      type="checkbox"
      aria-label="Tick all rows of this page"
      className="block"
      onChange={(event) => {
        const { form, checked } = event.currentTarget;
        if (form) for (const box of rowBoxes(form, name)) box.checked = checked;
      }}
    />
  );
}

function rowBoxes(form: HTMLFormElement, name: string) {
  return [...form.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]")].filter((box) => box.name === name);
}
