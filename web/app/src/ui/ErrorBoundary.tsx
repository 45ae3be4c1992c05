import { Component, type ReactNode } from "react";
import { Problem } from "./Problem.tsx";

interface Props {
  /** Another value begins anew: the place in the site. */
  place: string;
  children: ReactNode;
}

/** A screen that breaks leaves the frame standing. */
export class ErrorBoundary extends Component<Props, { thrown: unknown }> {
  override state = { thrown: null as unknown };

  static getDerivedStateFromError(thrown: unknown) {
    return { thrown };
  }

  override componentDidUpdate(before: Props) {
    if (before.place !== this.props.place && this.state.thrown) this.setState({ thrown: null });
  }

  override render() {
    if (!this.state.thrown) return this.props.children;
    return (
      <div style={{ maxInlineSize: 640, margin: "48px auto", paddingInline: 16 }}>
        <Problem thrown={this.state.thrown} onRetry={() => location.reload()} />
      </div>
    );
  }
}
