"""What a region is specialised in, how it changes, and what one industry means for the others.

Frames in, frames out. A table that cannot be measured is refused (:class:`seedbed.messages.Refusal`);
a single value that is not defined is null, and the column ``finding`` holds the message code that says
why; results that are more than a frame carry ``findings``. Nothing is ever silently NaN.
"""
