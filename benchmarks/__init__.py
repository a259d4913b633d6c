"""One file a claim: ``python -m benchmarks NAME`` (``make show CLAIM=NAME``) shows whether it holds."""
