"""What Go files, go.mod, go.work, modules.txt and the std tables say; reads a Tree; knows nothing of policy."""
