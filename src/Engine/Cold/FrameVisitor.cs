using Feedlog.Format.Frames;

namespace Feedlog.Cold;

/// <summary>Is told of a frame.</summary>
/// <param name="frame">The frame; valid until this returns.</param>
internal delegate void FrameVisitor(in FrameView frame);
